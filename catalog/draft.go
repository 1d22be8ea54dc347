package catalog

import "time"

// Draft is a response as its author wants it, before anything is filled.
type Draft struct {
	Code        int      // 100 to 699
	Reason      string   // "": the phrase of the code
	Headers     []Header // as written; several of one name are several lines
	Without     []string // header fields taken away on purpose
	Body        []byte
	ContentType string
	Reliable    bool     // with 100rel (RFC 3262)
	Breaks      []string // words of the rules that may be broken
	Dialled     bool     // samples may stand in for what only an author could know
	Later       []*Rule  // what [CheckDraft] left to be asked with the request; nil: everything
}

// Own is what the responder knows of itself and of this call. All of it is optional.
type Own struct {
	Via            []string      // the request's Via values with received and rport written in, in order; nil: copied
	To             string        // the To value with our tag; "": copied
	Reach          Reach         // how this peer reaches us
	Prefix         string        // what users of ours begin with that this peer can call
	Stream         bool          // the request came over a stream transport
	InDialog       bool          // the request belongs to a dialog
	NeedsSDP       bool          // this response has to carry the offer or the answer
	Allow          []string      // methods; an element may itself be a list, then nothing has to be joined
	Supported      []string      // option tags, likewise
	Accept         []string      // media types, likewise
	AllowEvents    []string      // event packages, likewise
	MinExpires     int           // seconds
	MinSE          int           // seconds
	Expires        int           // seconds granted, for 2xx to SUBSCRIBE and PUBLISH; 0: what was asked
	Bindings       []string      // Contact values of the bindings, for 2xx to REGISTER
	Challenges     []string      // values of WWW-Authenticate or Proxy-Authenticate
	ETag           string        // the entity-tag, for 2xx to PUBLISH
	RSeq           uint32        // of a reliable provisional response
	SessionExpires string        // the value for a 2xx that agreed a session timer
	Date           time.Time     // zero: no Date header
	Delay          time.Duration // since the request came, for the Timestamp of a 100
	Server         string        // product token; "": no Server header
}

// Reach is how a peer reaches us. It is asked only when a header says it.
type Reach interface {
	Contact() string // the URI, without <>
	Face() string    // host:port
}

// Response is what [Build] made.
type Response struct {
	Code    int
	Reason  string
	Headers []Header
	Body    []byte
	Marks   []string // what was filled with a sample, what was broken on purpose
}
