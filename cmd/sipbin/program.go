package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/wire"
)

// The exit codes.
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2 // a wrong flag, setting or scenario
	exitBind  = 3 // an address that cannot be had
	exitQuiet = 4 // a run to which no call came
)

// program is the outside world as the commands see it.
type program struct {
	lookupEnv      func(string) (string, bool)
	stdout, stderr io.Writer
}

// exit is an error that ends the program with a code of its own; without a text
// nothing more is said.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

// run is the whole program: arguments and environment in, exit code out.
func run(ctx context.Context, args []string, lookupEnv func(string) (string, bool), stdout, stderr io.Writer) int {
	p := &program{lookupEnv: lookupEnv, stdout: stdout, stderr: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	e, ends := errors.AsType[*exit](err)
	if ends && e.text == "" { // all was said
		return e.code
	}
	fmt.Fprintln(stderr, "sipbin:", strings.ReplaceAll(err.Error(), "\n", "; "))
	if ends {
		return e.code
	}
	if bind := new(wire.BindError); errors.As(err, &bind) {
		return exitBind
	}
	return exitUsage
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "sipbin COMMAND",
		Short: "sipbin answers SIP requests the way you tell it to",
		Long: `sipbin answers SIP requests the way you tell it to: dial a response code and get
it, or write a scenario and get exactly that sequence.

  sipbin serve            and dial 486, or 180*5*486, at this machine
  sipbin run dnd          in CI: the next call gets it, and the exit code judges
  sipbin call 180*200*10 sip:alice@10.0.0.5   is a call of ours
  sipbin explain 486      what the code means, and what your client is to do`,
		Args:               known,
		RunE:               func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		DisableSuggestions: true, // they take several lines
		SilenceUsage:       true,
		SilenceErrors:      true,
		Version:            version(),
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true}) // --help is enough
	root.SetUsageTemplate(usage)
	root.SetFlagErrorFunc(wrongFlag)
	root.AddCommand(p.serve(), p.run(), p.call(), p.ready(), p.check(), p.list(), p.copy(), p.schema(), p.codes(), p.explain(), p.match(), p.try(), p.next(), p.ca())
	return root
}

// usage is cobra's, without what is said twice, and folded to a page.
const usage = `Usage: {{.UseLine}}
{{if .HasAvailableSubCommands}}
{{range .Commands}}{{if .IsAvailableCommand}}  {{rpad .Name 10}} {{.Short}}
{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}
{{.LocalFlags.FlagUsagesWrapped 80}}{{end}}`

// settingFlags gives a command the flags of some settings. It returns all of
// them, for program.settings.
func settingFlags(cmd *cobra.Command, names ...string) *pflag.FlagSet {
	all := allSettings()
	for _, name := range names {
		cmd.Flags().AddFlag(all.Lookup(name))
	}
	return all
}

// known refuses a word that is no command.
func known(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("there is no command %q; %s", args[0], didYouMean(catalog.NearestOf(args[0], names), root))
}

// wrongFlag says in our words what is wrong with a flag.
func wrongFlag(cmd *cobra.Command, err error) error {
	if wrong := new(pflag.InvalidValueError); errors.As(err, &wrong) {
		if unfit := fits(wrong.GetFlag(), wrong.GetValue()); unfit != nil {
			return fmt.Errorf("--%s: %w", wrong.GetFlag().Name, unfit)
		}
	}
	if missing := new(pflag.NotExistError); errors.As(err, &missing) && len(missing.GetSpecifiedName()) > 1 {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := missing.GetSpecifiedName()
		near := catalog.NearestOf(name, names)
		if near != "" {
			near = "--" + near
		}
		return fmt.Errorf("there is no flag --%s; %s", name, didYouMean(near, cmd))
	}
	return err
}

func didYouMean(near string, cmd *cobra.Command) string {
	if near == "" {
		return cmd.CommandPath() + " --help lists them"
	}
	return "did you mean " + near + "?"
}

// none refuses arguments.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no %q, only flags; %[1]s --help lists them", cmd.CommandPath(), args[0])
	}
	return nil
}

// one asks for one argument, and says so in a sentence.
func one(sentence string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return errors.New(sentence)
		}
		return nil
	}
}

// version is that of the module, as the Go command wrote it into the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)"
	}
	return versionOf(info)
}

// versionOf is the version of a build, and the revision of what was built where
// the version does not tell it.
func versionOf(info *debug.BuildInfo) string {
	version := cmp.Or(info.Main.Version, "(devel)")
	said := map[string]string{}
	for _, s := range info.Settings {
		said[s.Key] = s.Value
	}
	revision := said["vcs.revision"]
	short := revision[:min(len(revision), 12)]
	if revision == "" || strings.Contains(version, short) {
		return version
	}
	if said["vcs.modified"] == "true" {
		short += ", modified"
	}
	return version + " " + short
}
