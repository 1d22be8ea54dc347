package dialog

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestOneOfferAtATime(t *testing.T) {
	for _, test := range []struct {
		name string
		play func(o *Offers)
		want error // of an offer in request 9 of the peer
	}{
		{"nothing is open", func(*Offers) {}, nil},
		{"theirs is open", func(o *Offers) { _ = o.Receive(1) }, ErrTheirs},
		{"theirs is answered", func(o *Offers) { _ = o.Receive(1); o.Answer(1) }, nil},
		{"another of theirs is answered", func(o *Offers) { _ = o.Receive(1); o.Answer(2) }, ErrTheirs},
		{"theirs has failed", func(o *Offers) { _ = o.Receive(1); o.End(1, false) }, nil},
		{"our request of that number has failed", func(o *Offers) { _ = o.Receive(1); o.End(1, true) }, ErrTheirs},
		{"the same request again", func(o *Offers) { _ = o.Receive(9) }, nil},
		{"ours is open, in a request", func(o *Offers) { o.Propose(1, true) }, ErrOurs},
		{"ours is open, in a response", func(o *Offers) { o.Propose(9, false) }, ErrOurs},
		{"ours is answered", func(o *Offers) { o.Propose(1, true); o.Accept() }, nil},
		{"ours is repeated after its answer", func(o *Offers) { o.Propose(1, true); o.Accept(); o.Propose(1, true) }, nil},
		{"ours has failed", func(o *Offers) { o.Propose(1, true); o.End(1, true) }, nil},
		{"the request that our response offered in has failed", func(o *Offers) { o.Propose(1, false); o.End(1, false) }, nil},
		{"the next of ours", func(o *Offers) { o.Propose(1, true); o.Accept(); o.Propose(2, true) }, ErrOurs},
	} {
		t.Run(test.name, func(t *testing.T) {
			var o Offers
			test.play(&o)
			if err := o.Receive(9); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestAnExchangeOfOursIsSettledByItsAnswer(t *testing.T) {
	var o Offers
	o.Propose(7, true)
	o.Preview = []byte("first")
	if o.Settled(7) {
		t.Error("a request of ours is settled before its answer")
	}
	if o.Accept(); !o.Settled(7) || o.Settled(6) || o.Preview != nil {
		t.Error("the answer settles, and leaves nothing behind")
	}
}

func TestNeverAreBothOffersOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o Offers
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			seq, request := rapid.Uint32Range(0, 4).Draw(t, "seq"), rapid.Bool().Draw(t, "request")
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				_ = o.Receive(seq)
			case 1:
				o.Answer(seq)
			case 2:
				if !o.Theirs() { // who plays by the rules
					o.Propose(seq, request)
				}
			case 3:
				o.Accept()
			case 4:
				o.End(seq, request)
			}
			if o.Ours() && o.Theirs() {
				t.Fatal("both are open")
			}
		}
	})
}
