package responder

import "time"

// forget plays forget: the dialogs are gone as after a restart, and what comes
// in them gets 481.
func (t *track) forget(now time.Time) { t.call.forgetDialogs(now) }
