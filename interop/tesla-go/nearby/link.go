// Package nearby drives the simulated Teslas over Bluetooth by Tesla's own library for Go, unmodified. A socket stands in
// for the radio.
package nearby

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/teslamotors/vehicle-command/pkg/connector"
	"github.com/teslamotors/vehicle-command/pkg/connector/ble"
)

const (
	service     = "00000211-b2d1-43f0-9b88-960cebf8b91e"
	toVehicle   = "00000212-b2d1-43f0-9b88-960cebf8b91e"
	fromVehicle = "00000213-b2d1-43f0-9b88-960cebf8b91e"

	longest = 1024
	gap     = time.Second
)

// ErrNotConnectable is what a car says that has as many clients as it takes.
var ErrNotConnectable = errors.New("the car takes no more clients")

// Link is a connector.Connector that cuts and joins messages as the library's own for Bluetooth does.
type Link struct {
	vin     string
	block   int
	conn    net.Conn
	inbox   chan []byte
	writing sync.Mutex
}

var _ connector.Connector = (*Link)(nil)

// Dial looks for a car by the name that the library gives it, and connects to it.
func Dial(ctx context.Context, address, vin string, mtu int) (*Link, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	link := &Link{vin: vin, conn: conn, inbox: make(chan []byte, connector.BufferSize)}
	if err := link.discover(mtu); err != nil {
		conn.Close()
		return nil, err
	}
	go link.listen()
	return link, nil
}

func (l *Link) discover(mtu int) error {
	name := ble.VehicleLocalName(l.vin)
	sought, err := json.Marshal(map[string]any{"local_name": name, "mtu": mtu})
	if err != nil {
		return err
	}
	if err := l.write(sought); err != nil {
		return err
	}
	first, err := l.read()
	if err != nil {
		return err
	}
	var found struct {
		LocalName   string `json:"local_name"`
		Connectable bool   `json:"connectable"`
		Service     string `json:"service"`
		ToVehicle   string `json:"to_vehicle"`
		FromVehicle string `json:"from_vehicle"`
		MTU         int    `json:"mtu"`
	}
	if err := json.Unmarshal(first, &found); err != nil {
		return err
	}
	if found.LocalName != name || found.Service != service || found.ToVehicle != toVehicle || found.FromVehicle != fromVehicle {
		return fmt.Errorf("this is no car: %s", first)
	}
	if !found.Connectable {
		return ErrNotConnectable
	}
	l.block = found.MTU - 3
	return nil
}

func (l *Link) listen() {
	defer close(l.inbox)
	var joined []byte
	var last time.Time
	for {
		block, err := l.read()
		if err != nil {
			return
		}
		if time.Since(last) > gap {
			joined = nil
		}
		last = time.Now()
		joined = append(joined, block...)
		for len(joined) >= 2 {
			length := int(binary.BigEndian.Uint16(joined))
			if length > longest {
				joined = nil
				break
			}
			if len(joined) < 2+length {
				break
			}
			select {
			case l.inbox <- joined[2 : 2+length]:
			default:
			}
			joined = joined[2+length:]
		}
	}
}

// read takes one indication.
func (l *Link) read() ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(l.conn, length[:]); err != nil {
		return nil, err
	}
	chunk := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(l.conn, chunk)
	return chunk, err
}

// write makes one write.
func (l *Link) write(chunk []byte) error {
	_, err := l.conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(chunk))), chunk...))
	return err
}

// Send cuts a message into writes.
func (l *Link) Send(_ context.Context, message []byte) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	frame := append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...)
	for len(frame) > 0 {
		block := frame[:min(l.block, len(frame))]
		if err := l.write(block); err != nil {
			return err
		}
		frame = frame[len(block):]
	}
	return nil
}

// Receive gives the messages of the car.
func (l *Link) Receive() <-chan []byte { return l.inbox }

// VIN names the car.
func (l *Link) VIN() string { return l.vin }

// Close ends the link.
func (l *Link) Close() { l.conn.Close() }

// PreferredAuthMethod is the one of Bluetooth.
func (l *Link) PreferredAuthMethod() connector.AuthMethod { return connector.AuthMethodGCM }

// RetryInterval is the one of Bluetooth.
func (l *Link) RetryInterval() time.Duration { return time.Second }

// AllowedLatency is the one of Bluetooth.
func (l *Link) AllowedLatency() time.Duration { return 4 * time.Second }
