package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"vigie/collector"
	"vigie/warehouse"
)

type tokenCommand struct {
	Add    tokenAdd    `cmd:"" help:"Make a token; it goes to standard output, once."`
	List   tokenList   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevoke `cmd:"" help:"Refuse a token from now on."`
}

type tokenAdd struct {
	Source     string `required:"" xor:"role" help:"The source its events must have." placeholder:"URI"`
	Reader     string `required:"" xor:"role" help:"A token that sends nothing: administrator may erase persons." placeholder:"ROLE"`
	Structures string `help:"all, or the ids of the structures it may speak for, joined with commas." default:"all" placeholder:"all|ID,ID"`
	Space      string `help:"Tools that share person references share a space (default: the source)." placeholder:"S"`
	Expires    string `help:"The first day on which it is refused." placeholder:"DATE"`
}

// Run makes a token.
func (c *tokenAdd) Run(ctx context.Context, s *session) error {
	token := collector.Token{Role: collector.Role(c.Reader), Source: c.Source, Space: c.Space, Expires: c.Expires}
	switch {
	case c.Reader == "":
	case token.Role != collector.RoleAdministrator:
		return usagef("--reader %s: there is no such role; the only one yet is administrator", c.Reader)
	case c.Structures != "all" || c.Space != "":
		return usagef("--reader administrator: leave out --structures and --space, which are for the tokens of sources")
	}
	if c.Structures != "all" {
		token.Structures = strings.Split(c.Structures, ",")
	}
	return s.withTokens(ctx, func(tokens *collector.Tokens) error {
		secret, err := tokens.Add(ctx, token)
		if err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, secret)
		return nil
	})
}

type tokenList struct{}

// Run lists the tokens.
func (c *tokenList) Run(ctx context.Context, s *session) error {
	return s.withTokens(ctx, func(tokens *collector.Tokens) error {
		list, err := tokens.List(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ID\tROLE\tSOURCE\tSPACE\tSTRUCTURES\tCREATED\tEXPIRES\tSTATE")
		for _, t := range list {
			structures := "all"
			if len(t.Structures) > 0 {
				structures = strings.Join(t.Structures, ",")
			}
			state := "valid"
			switch {
			case t.Revoked:
				state = "revoked"
			case t.Expired(s.now()):
				state = "expired"
			}
			role := string(t.Role)
			if t.Role == collector.RoleSender {
				role = "sender"
			} else {
				structures = ""
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
				t.ID, role, t.Source, t.Space, structures, t.Created.Format("2006-01-02"), t.Expires, state)
		}
		return table.Flush()
	})
}

type tokenRevoke struct {
	ID string `arg:"" help:"The token's id, as token list shows it."`
}

// Run revokes a token.
func (c *tokenRevoke) Run(ctx context.Context, s *session) error {
	return s.withTokens(ctx, func(tokens *collector.Tokens) error { return tokens.Revoke(ctx, c.ID) })
}

func (s *session) withTokens(ctx context.Context, do func(*collector.Tokens) error) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error { return do(collector.NewTokens(w, s.now)) })
}
