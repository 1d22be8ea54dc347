package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// settings are what the program is told by flag, environment and settings file,
// the first of them that says something.
type settings struct {
	Config     string        `mapstructure:"config"`
	Listen     []string      `mapstructure:"listen"`
	Allow      []string      `mapstructure:"allow"`
	Advertise  string        `mapstructure:"advertise"`
	Scenarios  []string      `mapstructure:"scenarios"`
	Sets       []string      `mapstructure:"set"`
	Extensions []string      `mapstructure:"extensions"`
	Users      []string      `mapstructure:"users"`
	Realm      string        `mapstructure:"realm"`
	DialPrefix string        `mapstructure:"dial-prefix"`
	RTPPorts   string        `mapstructure:"rtp-ports"`
	Seed       uint64        `mapstructure:"seed"`
	Ladder     bool          `mapstructure:"ladder"`
	Messages   bool          `mapstructure:"messages"`
	Secrets    bool          `mapstructure:"show-secrets"`
	PCAP       string        `mapstructure:"pcap"`
	ReadyFile  string        `mapstructure:"ready-file"`
	Drain      time.Duration `mapstructure:"drain"`
	T1         time.Duration `mapstructure:"t1"`
	T2         time.Duration `mapstructure:"t2"`
	T4         time.Duration `mapstructure:"t4"`

	Sockets   socketSettings    `mapstructure:",squash"`
	Limits    limitSettings     `mapstructure:",squash"`
	Registrar registrarSettings `mapstructure:",squash"`
	HTTP      httpSettings      `mapstructure:",squash"`
}

// allSettings has a flag for each setting, in the order of the help. The text
// of a flag is the help of the setting in all three places.
func allSettings() *pflag.FlagSet {
	f := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	f.SortFlags = false
	f.StringSlice("listen", []string{"udp://:5060", "tcp://:5060"}, "`URL` to be reached at: udp://127.0.0.1:5070, tcp://[::1]:5070, tls://:5061, ws://:8088, wss://:8089; NAME=URL gives it a name; repeatable")
	f.StringSlice("allow", []string{"private"}, "`WHO` is answered: an address, a network (203.0.113.0/24), private (loopback and private addresses) or any; repeatable")
	f.String("advertise", "", "`HOST[:PORT]` that Contact and SDP name in place of the address of ours that faces the peer")
	addSocketSettings(f)
	f.StringSlice("scenarios", nil, "`PATH` of a scenario file or of a directory of them; repeatable")
	f.StringSlice("set", nil, "`GROUP` of the scenarios that ship to put on four-digit numbers: forwarding, transfer, media, all; repeatable")
	f.StringSlice("extensions", nil, "`USERS` that are extensions and therefore not dialled: 401, or 400-499; repeatable")
	f.StringSlice("users", nil, "`NAME:PASSWORD` that passes a challenge, and is an extension; sipbin:sipbin passes anyway; repeatable")
	f.String("realm", "sipbin", "`REALM` of challenges")
	addRegistrarSettings(f)
	f.String("dial-prefix", "", "`PREFIX` taken off before a user is read as a dial string; then only what carries it is dialled")
	f.Uint64("seed", 1, "`NUMBER` that chance is drawn from: waits in a range, damaged bytes; with the same one and the same calls the same happens")
	f.String("rtp-ports", "", "`RANGE` of UDP ports for RTP: 10000-20000; without it any free ones")
	f.Bool("ladder", false, "draw every call as a ladder when it ends")
	f.Bool("messages", false, "print every message, its secrets as ***")
	f.Bool("show-secrets", false, "let messages show passwords, credentials and keys of media as they are")
	f.String("pcap", "", "`FILE` to write every message to, for Wireshark, with all its secrets; it may be moved away, another is begun then")
	f.String("ready-file", "", "`FILE` to write when every listener serves; its lines are the listeners and the HTTP API")
	f.Duration("drain", 30*time.Second, "`TIME` that calls have to finish when sipbin is told to stop; at its end they are ended")
	f.Duration("t1", 500*time.Millisecond, "`TIME` T1 of RFC 3261, the round trip")
	f.Duration("t2", 4*time.Second, "`TIME` T2, the longest interval of retransmissions")
	f.Duration("t4", 5*time.Second, "`TIME` T4, how long a message stays in the network")
	addHTTPSettings(f)
	addLimitSettings(f)
	f.String("config", "sipbin.yaml", "`FILE` of settings; the default one may be missing")
	return f
}

// settings reads all settings; f are the flags of [allSettings] as given.
func (p *program) settings(f *pflag.FlagSet) (*settings, error) {
	v := viper.New()
	var wrong error
	f.VisitAll(func(flag *pflag.Flag) {
		wrong = errors.Join(wrong, v.BindPFlag(flag.Name, flag))
		value, ok := p.lookupEnv(envName(flag.Name))
		if !ok || value == "" || flag.Changed {
			return
		}
		if err := fits(flag, value); err != nil && wrong == nil {
			wrong = fmt.Errorf("%s=%s: %w", envName(flag.Name), value, err)
		}
		if isList(flag) {
			v.Set(flag.Name, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }))
			return
		}
		v.Set(flag.Name, value)
	})
	if wrong != nil {
		return nil, wrong
	}
	name := v.GetString("config")
	file, err := readSettings(name, f)
	if errors.Is(err, fs.ErrNotExist) && name == f.Lookup("config").DefValue {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	if err := v.MergeConfigMap(file); err != nil {
		return nil, err
	}
	s := &settings{}
	if err := v.UnmarshalExact(s); err != nil {
		return nil, err
	}
	fromEnv, _ := p.lookupEnv(envName("http"))
	_, fromFile := file["http"]
	s.HTTP.given = f.Lookup("http").Changed || fromEnv != "" || fromFile
	return s, s.check()
}

// check is what no single value shows.
func (s *settings) check() error {
	switch {
	case min(s.T1, s.T2, s.T4) <= 0:
		return errors.New("--t1, --t2 and --t4 have to be longer than nothing")
	case s.T2 < s.T1:
		return fmt.Errorf("--t2 %v is shorter than --t1 %v; retransmissions begin at T1 and double up to T2", s.T2, s.T1)
	case s.Drain < 0:
		return fmt.Errorf("--drain %v: give a time from 0s on", s.Drain)
	}
	if err := s.checkTexts(); err != nil {
		return err
	}
	if err := s.Limits.check(); err != nil {
		return err
	}
	if err := s.Registrar.check(); err != nil {
		return err
	}
	if err := s.HTTP.check(); err != nil {
		return err
	}
	return s.Sockets.check()
}

// fits reports whether a text can be the value of a setting.
func fits(flag *pflag.Flag, text string) error {
	switch flag.Value.Type() {
	case "duration":
		if _, err := time.ParseDuration(text); err != nil {
			return fmt.Errorf("%q is not a time such as %s", text, flag.DefValue)
		}
	case "bool":
		if _, err := strconv.ParseBool(text); err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
	case "int", "uint64":
		if _, err := strconv.ParseUint(text, 10, 63); err != nil {
			return fmt.Errorf("%q is not a whole number such as %s", text, flag.DefValue)
		}
	}
	return nil
}

func isList(flag *pflag.Flag) bool { return flag.Value.Type() == "stringSlice" }

func envName(flag string) string {
	return "SIPBIN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
