package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// askPath begins the paths at which clients ask the owner for something other than the engine's answers.
const askPath = "/ask/"

// ErrNotOffered says that the process that has the warehouse open offers no such thing, or that there is no other.
var ErrNotOffered = errors.New("no process that has the warehouse open offers this")

// Offer lets other processes that work through this one have it do something, by Ask. It changes nothing where this process
// does not own the engine. An offer stays until the engine stops, or another of that name takes its place.
func (w *Warehouse) Offer(name string, do func(context.Context) (string, error)) {
	if w.engine == nil {
		return
	}
	w.engine.offered.Lock()
	defer w.engine.offered.Unlock()
	if w.engine.offers == nil {
		w.engine.offers = map[string]func(context.Context) (string, error){}
	}
	w.engine.offers[name] = do
}

// Ask has the process that owns the engine do what it offers by that name, and gives its answer. The error is ErrNotOffered
// where it offers no such thing, and in the owner itself.
func (w *Warehouse) Ask(ctx context.Context, name string) (string, error) {
	if w.owner == nil {
		return "", ErrNotOffered
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://owner"+askPath+name, nil)
	if err != nil {
		return "", err
	}
	response, err := w.owner.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the answer of the process that has %s open: %w", w.address.shown, err)
	case response.StatusCode == http.StatusNotFound:
		return "", ErrNotOffered
	case response.StatusCode != http.StatusOK:
		return "", errors.New(string(text))
	}
	return string(text), nil
}

// answer does what a client asks for.
func (e *engine) answer(w http.ResponseWriter, request *http.Request, name string) {
	e.offered.Lock()
	do := e.offers[name]
	e.offered.Unlock()
	if do == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	text, err := do(request.Context())
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		text = err.Error()
	}
	_, _ = io.WriteString(w, text)
}
