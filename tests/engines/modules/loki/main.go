// Reads LogQL as Loki does. Standard input has a list in JSON of what is read, each with its kind; standard output gets a
// list of the same length of what is wrong with each.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/loki/v3/pkg/logql/syntax"
)

type expression struct {
	// query is any, sample is one that has numbers (as an alert must), stream is a selector alone (as Alloy's stages take).
	Kind string `json:"kind"`
	Text string `json:"text"`
}

func main() {
	var expressions []expression
	if err := json.NewDecoder(os.Stdin).Decode(&expressions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	wrong := make([]string, len(expressions))
	for number, one := range expressions {
		if err := read(one); err != nil {
			wrong[number] = err.Error()
		}
	}
	_ = json.NewEncoder(os.Stdout).Encode(wrong)
}

func read(one expression) (err error) {
	switch one.Kind {
	case "query":
		_, err = syntax.ParseExpr(one.Text)
	case "sample":
		_, err = syntax.ParseSampleExpr(one.Text)
	case "stream":
		_, err = syntax.ParseMatchers(one.Text, true)
	default:
		err = fmt.Errorf("no kind is called %q", one.Kind)
	}
	return err
}
