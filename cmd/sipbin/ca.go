package main

import (
	"encoding/pem"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder/wire/certificate"
)

func (p *program) ca() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ca",
		Short: "print the lab CA, for clients to trust",
		Long: `ca prints the certificate of the lab CA, which signs for tls:// and wss://
listeners when no --tls-cert is given, and makes it if there is none yet. Where
it is kept, and what clients do with it, goes to standard error:

  sipbin ca > sipbin-ca.pem`,
		Args: none,
	}
	f := settingFlags(cmd, "lab-ca", "config")
	cmd.RunE = func(*cobra.Command, []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		dir, err := s.Sockets.labDir()
		if err != nil {
			return err
		}
		lab, err := certificate.OpenLab(dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stderr, "the lab CA is in %s until %s; add it to what your client trusts:\n"+
			"a phone's settings, openssl s_client -CAfile, or the certificates of system or browser\n",
			lab.Path(), lab.Root().NotAfter.Format(time.DateOnly))
		return pem.Encode(p.stdout, &pem.Block{Type: "CERTIFICATE", Bytes: lab.Root().Raw})
	}
	return cmd
}
