// Package keylist looks up keys in a car's own list.
package keylist

import (
	"bytes"
	"context"
	"testing"

	"github.com/teslamotors/vehicle-command/pkg/protocol/protobuf/vcsec"
	"github.com/teslamotors/vehicle-command/pkg/vehicle"
)

// slots is how many the mask of a list has room for.
const slots = 32

// Find gives the entry of a public key, an uncompressed point; nil, if the car does not list it.
func Find(t *testing.T, ctx context.Context, car *vehicle.Vehicle, public []byte) *vcsec.WhitelistEntryInfo {
	t.Helper()
	list, err := car.KeySummary(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for slot := uint32(0); slot < slots; slot++ {
		if list.GetSlotMask()>>slot&1 == 0 {
			continue
		}
		entry, err := car.KeyInfoBySlot(ctx, slot)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(entry.GetPublicKey().GetPublicKeyRaw(), public) {
			return entry
		}
	}
	return nil
}
