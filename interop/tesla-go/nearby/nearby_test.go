package nearby

import (
	"context"
	"crypto/ecdh"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/teslamotors/vehicle-command/pkg/protocol"
	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/keys"
	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/universalmessage"
	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/vcsec"
	"github.com/teslamotors/vehicle-command/pkg/vehicle"

	"openfob/interop/tesla-go/internal/keylist"
)

const (
	patience = 20 * time.Second
	// silence is how long nothing has to be heard to be sure that nobody speaks.
	silence = 2500 * time.Millisecond
	usual   = 515
	least   = 23
)

var (
	security     = []universalmessage.Domain{protocol.DomainVCSEC}
	infotainment = []universalmessage.Domain{protocol.DomainInfotainment}
)

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func link(t *testing.T, ctx context.Context, mtu int) *Link {
	t.Helper()
	link, err := Dial(ctx, os.Getenv("BLE_ADDRESS"), os.Getenv("TESLA_VIN"), mtu)
	// The links of the test before may not have gone yet.
	for errors.Is(err, ErrNotConnectable) && ctx.Err() == nil {
		link, err = Dial(ctx, os.Getenv("BLE_ADDRESS"), os.Getenv("TESLA_VIN"), mtu)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(link.Close)
	return link
}

// near connects to the car with the key of a file that the environment names.
func near(t *testing.T, ctx context.Context, file string, mtu int) *vehicle.Vehicle {
	t.Helper()
	key, err := protocol.LoadPrivateKey(os.Getenv(file))
	if err != nil {
		t.Fatal(err)
	}
	car, err := vehicle.NewVehicle(link(t, ctx, mtu), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := car.Connect(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(car.Disconnect)
	return car
}

func ready(t *testing.T, file string, mtu int) (context.Context, *vehicle.Vehicle) {
	t.Helper()
	ctx := soon(t)
	car := near(t, ctx, file, mtu)
	if err := car.StartSession(ctx, nil); err != nil {
		t.Fatal(err)
	}
	return ctx, car
}

func public(t *testing.T, file string) *ecdh.PublicKey {
	t.Helper()
	key, err := protocol.LoadPublicKey(os.Getenv(file))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// turn moves a lever of the simulator.
func turn(t *testing.T, path, body string) {
	t.Helper()
	answer, err := http.Post(os.Getenv("SIMULATOR")+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, answer.Status)
	}
}

func lever(t *testing.T, name string) {
	t.Helper()
	turn(t, fmt.Sprintf("/api/tesla/cars/%s/%s", os.Getenv("TESLA_VIN"), name), "{}")
}

func script(t *testing.T, name, value string) {
	t.Helper()
	turn(t, "/api/tesla/scripts/"+name, fmt.Sprintf(`{"value": %q, "vin": %q}`, value, os.Getenv("TESLA_VIN")))
}

func TestCommandsInBothDomains(t *testing.T) {
	for _, mtu := range []int{least, usual} {
		t.Run(fmt.Sprint(mtu), func(t *testing.T) {
			ctx, car := ready(t, "TESLA_KEY_FILE", mtu)
			for _, step := range []struct {
				do   func(context.Context) error
				lock string
			}{{car.Unlock, "VEHICLELOCKSTATE_UNLOCKED"}, {car.Lock, "VEHICLELOCKSTATE_LOCKED"}} {
				if err := step.do(ctx); err != nil {
					t.Fatal(err)
				}
				state, err := car.BodyControllerState(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if lock := state.GetVehicleLockState().String(); lock != step.lock {
					t.Fatalf("the car is %s", lock)
				}
			}
			if err := car.HonkHorn(ctx); err != nil {
				t.Fatal(err)
			}
			data, err := car.GetState(ctx, vehicle.StateCategoryCharge)
			if err != nil {
				t.Fatal(err)
			}
			if data.GetChargeState().GetChargeLimitSoc() == 0 {
				t.Fatal("no charge limit was told")
			}
		})
	}
}

func TestAddsAndRemovesAKeyOnceTheCarNoLongerAsksToWait(t *testing.T) {
	ctx, car := ready(t, "TESLA_KEY_FILE", usual)
	other := public(t, "OTHER_PUBLIC_KEY_FILE")
	script(t, "signed-fault", "command-wait:2")
	began := time.Now()
	if err := car.AddKeyWithRole(ctx, other, keys.Role_ROLE_DRIVER, vcsec.KeyFormFactor_KEY_FORM_FACTOR_ANDROID_DEVICE); err != nil {
		t.Fatal(err)
	}
	if time.Since(began) < 2*time.Second {
		t.Fatal("the car did not ask to wait")
	}
	if role := keylist.Find(t, ctx, car, other.Bytes()).GetKeyRole(); role != keys.Role_ROLE_DRIVER {
		t.Fatalf("the new key is %s", role)
	}
	var keychain *protocol.KeychainError
	again := car.AddKey(ctx, other, false, vcsec.KeyFormFactor_KEY_FORM_FACTOR_ANDROID_DEVICE)
	if !errors.As(again, &keychain) {
		t.Fatalf("expected a keychain error, got %v", again)
	}
	if err := car.RemoveKey(ctx, other); err != nil {
		t.Fatal(err)
	}
	if keylist.Find(t, ctx, car, other.Bytes()) != nil {
		t.Fatal("the removed key is still listed")
	}
}

// status reads what vehicle security tells everyone of a command.
func status(t *testing.T, ctx context.Context, link *Link) *vcsec.CommandStatus {
	t.Helper()
	select {
	case message := <-link.Receive():
		var envelope universalmessage.RoutableMessage
		var said vcsec.FromVCSECMessage
		if err := proto.Unmarshal(message, &envelope); err != nil {
			t.Fatal(err)
		}
		if err := proto.Unmarshal(envelope.GetProtobufMessageAsBytes(), &said); err != nil {
			t.Fatal(err)
		}
		return said.GetCommandStatus()
	case <-ctx.Done():
		t.Fatal("the car says nothing")
	}
	return nil
}

func TestAddsAKeyByACard(t *testing.T) {
	ctx := soon(t)
	listening := link(t, ctx, usual)
	asking, err := vehicle.NewVehicle(listening, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := asking.SendAddKeyRequest(ctx, public(t, "CARD_PUBLIC_KEY_FILE"), true, vcsec.KeyFormFactor_KEY_FORM_FACTOR_CLOUD_KEY); err != nil {
		t.Fatal(err)
	}
	if waiting := status(t, ctx, listening); waiting.GetOperationStatus() != vcsec.OperationStatus_E_OPERATIONSTATUS_WAIT {
		t.Fatalf("the car does not wait for a card: %v", waiting)
	}
	car := near(t, ctx, "CARD_KEY_FILE", usual)
	if err := car.StartSession(ctx, nil); !errors.Is(err, protocol.ErrKeyNotPaired) {
		t.Fatalf("expected that the key is not paired, got %v", err)
	}
	lever(t, "tap-card")
	if told := status(t, ctx, listening); told.GetOperationStatus() != vcsec.OperationStatus_E_OPERATIONSTATUS_OK || told.GetWhitelistOperationStatus() == nil {
		t.Fatalf("the car does not tell that the key was added: %v", told)
	}
	if err := car.StartSession(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if err := car.Lock(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestInfotainmentIsSilentUntilItIsWoken(t *testing.T) {
	ctx := soon(t)
	car := near(t, ctx, "TESLA_KEY_FILE", usual)
	script(t, "wake-delay", "1")
	lever(t, "sleep")
	briefly, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	if err := car.StartSession(briefly, infotainment); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("expected silence, got %v", err)
	}
	if err := car.StartSession(ctx, security); err != nil {
		t.Fatal(err)
	}
	state, err := car.BodyControllerState(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if sleep := state.GetVehicleSleepStatus().String(); sleep != "VEHICLE_SLEEP_STATUS_ASLEEP" {
		t.Fatalf("the car is %s", sleep)
	}
	if err := car.Wakeup(ctx); err != nil {
		t.Fatal(err)
	}
	if err := car.StartSession(ctx, infotainment); err != nil {
		t.Fatal(err)
	}
	if err := car.HonkHorn(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestFleetManagersAreRefused(t *testing.T) {
	ctx, car := ready(t, "FLEET_KEY_FILE", usual)
	for _, command := range []func(context.Context) error{car.Unlock, car.HonkHorn} {
		err := command(ctx)
		if err == nil || !strings.Contains(err.Error(), "INSUFFICIENT_PRIVILEGES") {
			t.Fatalf("expected a refusal, got %v", err)
		}
	}
}

func TestTakesThreeClients(t *testing.T) {
	ctx := soon(t)
	for range 3 {
		link(t, ctx, usual)
	}
	if _, err := Dial(ctx, os.Getenv("BLE_ADDRESS"), os.Getenv("TESLA_VIN"), usual); !errors.Is(err, ErrNotConnectable) {
		t.Fatalf("expected a car that takes no more clients, got %v", err)
	}
}
