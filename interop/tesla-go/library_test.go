// Package teslago drives the simulated Teslas by Tesla's own library for Go, unmodified.
package teslago

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/teslamotors/vehicle-command/pkg/account"
	"github.com/teslamotors/vehicle-command/pkg/protocol"
	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/universalmessage"
	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/vcsec"
	"github.com/teslamotors/vehicle-command/pkg/vehicle"

	"openfob/interop/tesla-go/internal/keylist"
)

const patience = 20 * time.Second

// car connects to the car that the environment names, with sessions of its key.
func car(t *testing.T, ctx context.Context) *vehicle.Vehicle {
	t.Helper()
	key, err := protocol.LoadPrivateKey(os.Getenv("TESLA_KEY_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(os.Getenv("TESLA_TOKEN_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	owner, err := account.New(strings.TrimSpace(string(token)), "openfob-interop/1")
	if err != nil {
		t.Fatal(err)
	}
	car, err := owner.GetVehicle(ctx, os.Getenv("TESLA_VIN"), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := car.Connect(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(car.Disconnect)
	return car
}

func ready(t *testing.T) (context.Context, *vehicle.Vehicle) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	car := car(t, ctx)
	if err := car.StartSession(ctx, nil); err != nil {
		t.Fatal(err)
	}
	return ctx, car
}

func TestLocksAndUnlocks(t *testing.T) {
	ctx, car := ready(t)
	if err := car.Unlock(ctx); err != nil {
		t.Fatal(err)
	}
	state, err := car.BodyControllerState(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if locked := state.GetVehicleLockState().String(); locked != "VEHICLELOCKSTATE_UNLOCKED" {
		t.Fatalf("the car is %s", locked)
	}
	if err := car.Lock(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestSetsTheChargeLimitAndReadsIt(t *testing.T) {
	ctx, car := ready(t)
	if err := car.ChangeChargeLimit(ctx, 61); err != nil {
		t.Fatal(err)
	}
	data, err := car.GetState(ctx, vehicle.StateCategoryCharge)
	if err != nil {
		t.Fatal(err)
	}
	if limit := data.GetChargeState().GetChargeLimitSoc(); limit != 61 {
		t.Fatalf("the limit is %d", limit)
	}
	refused := car.ChangeChargeLimit(ctx, 61)
	if refused == nil || !strings.Contains(refused.Error(), "already_set") {
		t.Fatalf("expected already_set, got %v", refused)
	}
}

func TestClimateRuns(t *testing.T) {
	ctx, car := ready(t)
	if err := car.ClimateOn(ctx); err != nil {
		t.Fatal(err)
	}
	data, err := car.GetState(ctx, vehicle.StateCategoryClimate)
	if err != nil {
		t.Fatal(err)
	}
	if !data.GetClimateState().GetIsClimateOn() {
		t.Fatal("the climate is off")
	}
	if err := car.ClimateOff(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestListsItsOwnKey(t *testing.T) {
	ctx, car := ready(t)
	key, err := protocol.LoadPrivateKey(os.Getenv("TESLA_KEY_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	if keylist.Find(t, ctx, car, key.PublicBytes()) == nil {
		t.Fatal("the key is in no slot")
	}
}

func TestStartsASessionWithOneDomain(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	car := car(t, ctx)
	if err := car.StartSession(ctx, []universalmessage.Domain{protocol.DomainVCSEC}); err != nil {
		t.Fatal(err)
	}
	if err := car.Unlock(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestAFleetManagersKeyAddsNoOthers(t *testing.T) {
	ctx, car := ready(t)
	other, err := protocol.LoadPublicKey(os.Getenv("OTHER_PUBLIC_KEY_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	refused := car.AddKey(ctx, other, true, vcsec.KeyFormFactor_KEY_FORM_FACTOR_CLOUD_KEY)
	var keychain *protocol.KeychainError
	if !errors.As(refused, &keychain) || keychain.Code != vcsec.WhitelistOperationInformation_E_WHITELISTOPERATION_INFORMATION_NO_PERMISSION_TO_ADD {
		t.Fatalf("expected a keychain error, got %v", refused)
	}
}
