package responder

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// parcel is a message of ours as it is transmitted, once and again: its bytes,
// and what is done on purpose to each of its transmissions.
type parcel struct {
	flow  message.Flow
	data  []byte
	marks string
	fault *scenarios.Fault
	sent  int
}

// deliver transmits a parcel once more.
func (c *call) deliver(p *parcel, why string, now time.Time) {
	p.sent++
	disturbance := c.shard.disturb.of(c.test)
	var d faults.Delivery
	switch stream := p.flow.Transport.Reliable(); {
	case p.fault != nil:
		d = faults.Transmit(p.fault, p.data, p.sent, stream, c.random())
	case disturbance != nil && disturbance.Fault != nil:
		d = disturbance.transmit(p.data, stream, c.random())
	default:
		c.shard.transmit(p.flow, p.data, c.id, why, p.marks, now)
		c.release(now)
		return
	}
	marks := strings.Join(append(nonEmpty(p.marks), d.Marks...), ", ")
	if d.Held {
		c.held = append(c.held, func(now time.Time) { c.sendAll(p.flow, d.Sends, why, marks, now) })
		return
	}
	if len(d.Sends) == 0 {
		c.shard.cfg.Journal.Append(journal.Entry{At: now, Call: c.id, Kind: journal.Lost, Flow: p.flow, Why: why, Marks: marks, Data: p.data})
		return
	}
	c.sendAll(p.flow, d.Sends, why, marks, now)
	c.release(now)
}

// sendAll makes the sends of one transmission, each at its time.
func (c *call) sendAll(flow message.Flow, sends []faults.Send, why, marks string, now time.Time) {
	for _, send := range sends {
		if send.After == 0 {
			c.sendSegments(flow, send, why, marks, now)
			continue
		}
		c.delayed++
		c.shard.queue.at(now.Add(send.After), func(now time.Time) {
			c.delayed--
			c.sendSegments(flow, send, why, marks, now)
			c.settle(now)
		})
	}
}

func (c *call) sendSegments(flow message.Flow, send faults.Send, why, marks string, now time.Time) {
	s := c.shard
	put := s.cfg.Send
	if send.OtherPort && s.cfg.SendElsewhere != nil {
		put = s.cfg.SendElsewhere
	}
	var whole []byte
	for _, segment := range send.Segments {
		whole = append(whole, segment...)
	}
	s.cfg.Journal.Append(journal.Entry{At: now, Call: c.id, Kind: journal.Sent, Flow: flow, Why: why, Marks: sizeMarked(marks, flow, whole), Data: whole})
	for _, segment := range send.Segments {
		if err := put(flow, segment); err != nil {
			s.note(c.id, flow, "not sent: "+err.Error(), now)
		}
	}
}

// release sends what was held back until the next message.
func (c *call) release(now time.Time) {
	held := c.held
	c.held = nil
	for _, send := range held {
		send(now)
	}
}

// random is the call's own source of chance, derived from the seed and its
// number in order of arrival.
func (c *call) random() *rand.Rand {
	if c.chance == nil {
		c.chance = rand.New(rand.NewPCG(c.shard.cfg.Seed, c.id))
	}
	return c.chance
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
