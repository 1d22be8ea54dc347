package respondertest

import (
	"fmt"
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// sessionTimer is the session timer of a leg (RFC 4028).
type sessionTimer struct {
	interval time.Duration // 0: none was agreed
	mine     bool          // the caller refreshes
	byUpdate bool          // the other end said once that it allows UPDATE
	due      *timer
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// ask puts the agreed interval into a request that refreshes the session.
func (s *sessionTimer) ask(r *request) {
	if s.interval == 0 {
		return
	}
	who := "uas"
	if s.mine {
		who = "uac"
	}
	r.set("Session-Expires", seconds(s.interval)+";refresher="+who)
}

// agree takes over the Session-Expires of a message: the caller is the
// refresher when it names the caller's role. A refresh is due half-way; without
// one from the other end the call ends shortly before the session does (section
// 10).
func (s *sessionTimer) agree(l *leg, m *message.Message, role string, now time.Time) {
	c := l.caller
	s.byUpdate = s.byUpdate || m.Lists("Allow", "UPDATE")
	c.timers.stop(s.due)
	value, said := m.Header("Session-Expires")
	if !said && s.mine && c.profile.does(keepsRefreshing) {
		value = seconds(s.interval) + ";refresher=" + role
	}
	s.interval, s.due = 0, nil
	n, err := strconv.ParseUint(message.BareValue(value), 10, 31)
	if c.profile.SessionExpires == 0 || err != nil || n == 0 {
		return
	}
	who, _ := message.Param(value, "refresher")
	s.interval, s.mine = time.Duration(n)*time.Second, who == role
	switch {
	case !s.mine && c.profile.does(neverExpires):
		return
	case !s.mine:
		s.due = c.after(s.interval-min(32*time.Second, s.interval/3), now, l.hangUp)
		return
	}
	s.due = c.after(s.interval/2, now, func(now time.Time) {
		if s.byUpdate {
			l.change("UPDATE", nil, now)
			return
		}
		l.change("INVITE", c.offer(), now)
	})
}

// accept is the Session-Expires of a 2xx of the caller's to a refresh.
func (s *sessionTimer) accept(m *message.Message) (headers []message.Header) {
	if s.interval == 0 {
		return nil
	}
	who := "uac"
	if s.mine {
		who = "uas"
	}
	if m.Lists("Supported", "timer") {
		headers = append(headers, message.Header{Name: "Require", Value: "timer"})
	}
	return append(headers, message.Header{Name: "Session-Expires", Value: fmt.Sprintf("%s;refresher=%s", seconds(s.interval), who)})
}
