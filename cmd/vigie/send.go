package main

import (
	"context"
	"errors"
	"fmt"

	"vigie/collector/send"
)

type sendCommand struct {
	File  string `arg:"" help:"A file of events, one CloudEvent in JSON a line; - reads standard input."`
	To    string `required:"" help:"The collector's address, such as http://127.0.0.1:8710." placeholder:"URL" env:"VIGIE_URL"`
	Token string `required:"" help:"The token of vigie token add." placeholder:"T" env:"VIGIE_TOKEN"`
}

// Run sends the file and prints the tally; what was rejected or not sent makes it fail.
func (c *sendCommand) Run(ctx context.Context, s *session) error {
	tally, err := send.Run(ctx, send.Options{File: c.File, URL: c.To, Token: c.Token, Progress: s.stderr, Logger: s.log})
	if _, printed := tally.WriteTo(s.stdout); printed != nil {
		return fmt.Errorf("print the tally: %w", printed)
	}
	if err != nil {
		return err
	}
	if tally.Rejected > 0 {
		return errors.New("some events were rejected; mend them and send them again, the others are kept")
	}
	return nil
}
