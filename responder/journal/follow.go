package journal

import (
	"context"
	"time"
)

// pace is how often a follower looks at most, so that a busy journal does not
// wake it for every entry.
const pace = 10 * time.Millisecond

// follow calls look, and again whenever there is an entry at or after the
// number it returned or its patience is over (0: has no end), and once more
// when ctx is done. It returns the first error of look.
func follow(ctx context.Context, j *Journal, look func() (next uint64, patience time.Duration, err error)) error {
	for {
		next, patience, err := look()
		if err != nil {
			return err
		}
		await(ctx, j, next, patience)
		select {
		case <-time.After(pace):
		case <-ctx.Done():
			_, _, err := look()
			return err
		}
	}
}

// await does not tell why it returns: who follows looks in any case.
func await(ctx context.Context, j *Journal, from uint64, patience time.Duration) {
	if patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	_ = j.Await(ctx, from)
}
