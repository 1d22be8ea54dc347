package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// settings are what the program is told by flag, environment and sipbin.yaml,
// the first of them that says something.
type settings struct {
	Config     string        `mapstructure:"config"`
	Listen     []string      `mapstructure:"listen"`
	Allow      []string      `mapstructure:"allow"`
	Advertise  string        `mapstructure:"advertise"`
	Scenarios  []string      `mapstructure:"scenarios"`
	Extensions []string      `mapstructure:"extensions"`
	Users      []string      `mapstructure:"users"`
	Realm      string        `mapstructure:"realm"`
	DialPrefix string        `mapstructure:"dial-prefix"`
	RTPPorts   string        `mapstructure:"rtp-ports"`
	T1         time.Duration `mapstructure:"t1"`
	T2         time.Duration `mapstructure:"t2"`
	T4         time.Duration `mapstructure:"t4"`
	Drain      time.Duration `mapstructure:"drain"`
	Control    string        `mapstructure:"control"`
	ReadyFile  string        `mapstructure:"ready-file"`
	Ladder     bool          `mapstructure:"ladder"`
	Messages   bool          `mapstructure:"messages"`
	PCAP       string        `mapstructure:"pcap"`
}

// declare makes a flag for each setting. The text of a flag is the help of the
// setting in all three places.
func declare(f *pflag.FlagSet) {
	f.String("config", "sipbin.yaml", "settings `FILE`; the default one may be absent")
	f.StringSlice("listen", []string{"udp://:5060", "tcp://:5060"}, "`URL` to be reached at: udp://127.0.0.1:5070, tcp://[::1]:5070, s1=udp://127.0.0.11; repeatable")
	f.StringSlice("allow", []string{"private"}, "`WHO` is answered: 203.0.113.0/24, an address, private (loopback and private addresses), any; repeatable")
	f.String("advertise", "", "`HOST[:PORT]` that Contact and SDP name instead of the address that faces the peer")
	f.StringSlice("scenarios", nil, "`PATH` of a scenario file or a directory of them; repeatable")
	f.StringSlice("extensions", nil, "`USERS` that are extensions and not dialled: 401 or 400-499; repeatable")
	f.StringSlice("users", nil, "`NAME:PASSWORD` that passes a challenge and is an extension; sipbin:sipbin always passes; repeatable")
	f.String("realm", "sipbin", "`REALM` of challenges")
	f.String("dial-prefix", "", "`PREFIX` taken off a user before it is read as a dial string; only what carries it is dialled")
	f.String("rtp-ports", "", "`RANGE` of UDP ports for RTP, 10000-20000; empty: any free ones")
	f.Duration("t1", 500*time.Millisecond, "`TIME` T1, the round-trip estimate")
	f.Duration("t2", 4*time.Second, "`TIME` T2, the longest retransmission interval")
	f.Duration("t4", 5*time.Second, "`TIME` T4, how long a message stays in the network")
	f.Duration("drain", 30*time.Second, "`TIME` that calls in progress have to finish after SIGTERM")
	f.String("control", "127.0.0.1:8060", "`ADDR|off` of the page and API; reserved, there is none yet")
	f.String("ready-file", "", "`FILE` that is written when every listener serves")
	f.Bool("ladder", false, "draw every call as a ladder when it ends")
	f.Bool("messages", false, "print every message")
	f.String("pcap", "", "`FILE` that every message is written to, for Wireshark")
}

// settings reads flags, SIPBIN_* and the settings file.
func (p *program) settings(cmd *cobra.Command) (*settings, error) {
	v := viper.New()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" {
			return
		}
		v.BindPFlag(f.Name, f)
		value, ok := p.lookupEnv(envName(f.Name))
		if !ok || f.Changed {
			return
		}
		if strings.HasSuffix(f.Value.Type(), "Slice") {
			v.Set(f.Name, splitList(value))
			return
		}
		v.Set(f.Name, value)
	})
	v.SetConfigFile(v.GetString("config"))
	v.SetConfigType("yaml")
	absent := errors.Is(v.ReadInConfig(), fs.ErrNotExist)
	if err := v.ReadInConfig(); err != nil && !(absent && !cmd.Flags().Changed("config")) {
		return nil, fmt.Errorf("settings: %w", err)
	}
	for _, key := range v.AllKeys() {
		if cmd.Flags().Lookup(key) == nil {
			return nil, fmt.Errorf("settings: %s has %q, which is no setting; sipbin serve --help lists them", v.ConfigFileUsed(), key)
		}
	}
	s := &settings{}
	if err := v.UnmarshalExact(s); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return s, nil
}

func envName(flag string) string {
	return "SIPBIN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func splitList(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

// settingsHelp is the table of all settings under serve --help.
func settingsHelp(f *pflag.FlagSet) string {
	var b strings.Builder
	b.WriteString("Settings, by flag, by environment, or under the flag's name in sipbin.yaml;\nthe first that says something wins.\n")
	f.VisitAll(func(flag *pflag.Flag) {
		if flag.Name == "help" {
			return
		}
		name, text := pflag.UnquoteUsage(flag)
		fmt.Fprintf(&b, "\n  --%s %s\n      %s\n      %s, default %s\n", flag.Name, name, text, envName(flag.Name), defaultText(flag))
	})
	return b.String()
}

func defaultText(flag *pflag.Flag) string {
	switch text := strings.Trim(flag.DefValue, "[]"); text {
	case "":
		return "none"
	default:
		return text
	}
}
