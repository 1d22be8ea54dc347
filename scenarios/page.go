package scenarios

// Page is what a scenario tells its readers beside what it is for: the mapping
// page:. Nothing of it is played.
type Page struct {
	// Field is what breaks in the field because of it.
	Field string
	// Good is what a correct client does, Bad what broken ones do.
	Good, Bad string
	// Watch is what of Bad no message shows, so that no verdict tells it, and where
	// one sees it instead: by ear, on the phone's display, in its log.
	Watch string
	// RFC are the sections that decide, like "RFC 3261 9.1".
	RFC []string
	// Symptoms are what one sees or hears of it, as one would say it on the
	// telephone: "the phone keeps ringing after the caller hung up".
	Symptoms []string
	// Setup is what else has to be there: a proxy in front, a zone file.
	Setup string
	// Clients are what known clients did with it, by name and version.
	Clients map[string]string
}
