package facts

import "context"

// lock lets one build go on at a time, whichever process it is in, and gives what ends it.
func (f *Facts) lock(ctx context.Context) (unlock func(), err error) {
	f.building.Lock()
	release, err := f.warehouse.Lock(ctx, "facts", buildTime)
	if err != nil {
		f.building.Unlock()
		return nil, err
	}
	return func() {
		defer f.building.Unlock()
		if err := release(); err != nil {
			f.log.Warn("the lock of the facts stays until it is too old", "error", err)
		}
	}, nil
}
