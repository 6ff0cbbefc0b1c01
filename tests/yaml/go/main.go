// Reads the corpus with the YAML readers of the Kubernetes world and prints, for each, how many documents came out
// wrong. sigs.k8s.io/yaml in its strict mode is what kubectl, Argo CD and Helm read manifests with.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

const shown = 5

type file struct {
	YAML   string `json:"yaml"`
	Values []any  `json:"values"`
}

type reader struct {
	name string
	read func(text string) ([]any, error)
}

var readers = []reader{
	{"sigs.k8s.io/yaml (strict)", readSigs},
	{"go-yaml v3", readV3},
}

func main() {
	for _, reader := range readers {
		documents, wrong, err := check(reader, os.Args[1])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%s\t%d\t%d\n", reader.name, documents, wrong)
	}
}

func check(reader reader, path string) (documents, wrong int, err error) {
	corpus, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer corpus.Close()
	lines := bufio.NewReader(corpus)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return documents, wrong, nil
		}
		if err != nil {
			return 0, 0, err
		}
		var wanted file
		if err := decode(line, &wanted); err != nil {
			return 0, 0, err
		}
		documents += len(wanted.Values)
		missed := wrongDocuments(reader, wanted)
		if missed > 0 && wrong < shown {
			fmt.Fprintf(os.Stderr, "%s: %.300q\n", reader.name, wanted.YAML)
		}
		wrong += missed
	}
}

func wrongDocuments(reader reader, wanted file) int {
	got, err := reader.read(wanted.YAML)
	if err != nil || len(got) != len(wanted.Values) {
		return len(wanted.Values)
	}
	wrong := 0
	for index := range got {
		if !same(got[index], wanted.Values[index]) {
			wrong++
		}
	}
	return wrong
}

// readSigs cuts a file at its dashes and drops the line feed before them, as kustomize does. Readers that go line by
// line, as kubectl does, see what readV3 sees.
func readSigs(text string) ([]any, error) {
	var values []any
	for document := range strings.SplitSeq(text, "\n---\n") {
		converted, err := sigs.YAMLToJSONStrict([]byte(document))
		if err != nil {
			return nil, err
		}
		var value any
		if err := decode(converted, &value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

func readV3(text string) ([]any, error) {
	var values []any
	decoder := yamlv3.NewDecoder(strings.NewReader(text))
	for {
		var value any
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
}

func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func same(got, wanted any) bool {
	switch wanted := wanted.(type) {
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(wanted) {
			return false
		}
		for index := range got {
			if !same(got[index], wanted[index]) {
				return false
			}
		}
		return true
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok || len(got) != len(wanted) {
			return false
		}
		for key, value := range wanted {
			found, ok := got[key]
			if !ok || !same(found, value) {
				return false
			}
		}
		return true
	case json.Number:
		return sameNumber(got, wanted)
	default:
		return got == wanted
	}
}

// sameNumber compares whole numbers digit by digit and others as the float that they are. JSON does not keep
// whether a number had a fraction, so a reader of JSON may give either.
func sameNumber(got any, wanted json.Number) bool {
	isFloat := strings.ContainsAny(wanted.String(), ".eE")
	switch got := got.(type) {
	case int:
		return !isFloat && strconv.Itoa(got) == wanted.String()
	case float64:
		number, err := wanted.Float64()
		return isFloat && err == nil && number == got
	case json.Number:
		if !isFloat {
			return got == wanted
		}
		one, err := got.Float64()
		other, otherErr := wanted.Float64()
		return err == nil && otherErr == nil && one == other
	default:
		return false
	}
}
