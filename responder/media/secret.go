package media

import (
	"fmt"

	"github.com/pion/srtp/v3"
)

// secret is SRTP and SRTCP in both directions (RFC 3711).
type secret struct {
	agreed  Crypto
	in, out *srtp.Context
}

const (
	// maxTag is what SRTP adds to a packet of ours at most, in bytes.
	maxTag = 10
	// replayWindow is how far back a packet is known for one that came before.
	replayWindow = 64
)

// lock goes over to the keys that were agreed. The same keys go on as they are: their
// packets are counted beyond 16 bits, and a sequence number must not be used
// twice (RFC 3711 section 9.1).
func (s *Stream) lock(c *Crypto) error {
	if c == nil {
		s.secret = nil
		return nil
	}
	if s.secret != nil && s.secret.agreed.equal(*c) {
		return nil
	}
	next, err := newSecret(*c)
	if err != nil {
		return err
	}
	s.secret = next
	return nil
}

func newSecret(c Crypto) (*secret, error) {
	profile, ok := map[string]srtp.ProtectionProfile{
		SuiteSHA1_80: srtp.ProtectionProfileAes128CmHmacSha1_80,
		SuiteSHA1_32: srtp.ProtectionProfileAes128CmHmacSha1_32,
	}[c.Suite]
	if !ok {
		return nil, fmt.Errorf("SRTP suite %q is not known, only %s and %s", c.Suite, SuiteSHA1_80, SuiteSHA1_32)
	}
	if len(c.Local) != keyLength || len(c.Remote) != keyLength {
		return nil, fmt.Errorf("SRTP keys of %d and %d bytes: a key with its salt has %d", len(c.Local), len(c.Remote), keyLength)
	}
	context := func(key, mki []byte) (*srtp.Context, error) {
		return srtp.CreateContext(key[:16], key[16:], profile, srtp.MasterKeyIndicator(mki),
			srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	}
	in, err := context(c.Remote, c.RemoteMKI)
	if err != nil {
		return nil, fmt.Errorf("SRTP: %w", err)
	}
	out, err := context(c.Local, c.LocalMKI)
	if err != nil {
		return nil, fmt.Errorf("SRTP: %w", err)
	}
	return &secret{c, in, out}, nil
}
