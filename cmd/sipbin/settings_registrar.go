package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/registrar"
)

// registrarSettings are about what is kept for clients: bindings, subscriptions,
// publications.
type registrarSettings struct {
	MinExpires   time.Duration `mapstructure:"min-expires"`
	MaxExpires   time.Duration `mapstructure:"max-expires"`
	ServiceRoute []string      `mapstructure:"service-route"`
	Contacts     int           `mapstructure:"limit-contacts"`
	Publications int           `mapstructure:"limit-publications"`
}

func addRegistrarSettings(f *pflag.FlagSet) {
	f.Duration("min-expires", 0, "`TIME` that a registration, subscription or publication has to last; who asks for less gets 423")
	f.Duration("max-expires", 2*time.Hour, "`TIME` that they last at most; who asks for more gets this")
	f.StringSlice("service-route", nil, "`ROUTE` that a client is told to use when it has registered, <sip:proxy;lr>; repeatable")
	f.Int("limit-contacts", 10, "`NUMBER` of bindings of one user, and of Contacts in a REGISTER; more get 403")
	f.Int("limit-publications", 1000, "`NUMBER` of published documents of all users; beyond that a PUBLISH gets 503")
}

func (r *registrarSettings) check() error {
	switch {
	case min(r.Contacts, r.Publications) < 0:
		return errBelowZero
	case r.MinExpires < 0 || r.MaxExpires < max(r.MinExpires, time.Second):
		return fmt.Errorf("--min-expires %v and --max-expires %v leave no time that could be asked for", r.MinExpires, r.MaxExpires)
	}
	return nil
}

func (r *registrarSettings) apply(config *responder.Config, bindings int) {
	config.Registrar = registrar.New(registrar.Config{
		MinExpires: r.MinExpires, MaxExpires: r.MaxExpires,
		MaxBindings: bindings, MaxContacts: orOff(r.Contacts),
	})
	config.ServiceRoute = r.ServiceRoute
	config.Events = responder.EventConfig{MinExpires: r.MinExpires, MaxExpires: r.MaxExpires, MaxPublications: orOff(r.Publications)}
}
