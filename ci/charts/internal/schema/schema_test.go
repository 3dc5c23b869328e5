package schema

import (
	"strings"
	"testing"
)

const library = `{
  "$defs": {
    "s3": {"type": "object", "properties": {"bucket": {"$ref": "#/$defs/name"}}, "additionalProperties": false},
    "name": {"type": "string", "minLength": 1},
    "unused": {"type": "null"}
  }
}
`

func TestComposeTakesWhatIsReferredToAndNothingElse(t *testing.T) {
	got, err := Compose([]byte(library), []byte(`{"type": "object",
		"properties": {"s3": {"$ref": "#/$defs/s3"}, "b": {"$ref": "#/$defs/own"}, "a": {"type": ["string", "null"]}},
		"$defs": {"unused": {"$ref": "#/$defs/old"}, "own": {"const": 1.50}, "s3": {"type": "string"}}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "type": "object",
  "properties": {
    "s3": {"$ref": "#/$defs/s3"},
    "b": {"$ref": "#/$defs/own"},
    "a": {"type": ["string", "null"]}
  },
  "$defs": {
    "own": {"const": 1.50},
    "s3": {
      "type": "object",
      "properties": {"bucket": {"$ref": "#/$defs/name"}},
      "additionalProperties": false
    },
    "name": {"type": "string", "minLength": 1}
  }
}
`
	if string(got) != want {
		t.Errorf("got\n%s\nwanted\n%s", got, want)
	}
	again, err := Compose([]byte(library), got, nil)
	if err != nil || string(again) != want {
		t.Errorf("a second time it gives\n%s %v", again, err)
	}
}

func TestComposeGeneratesTypesAndWhatTheyReferTo(t *testing.T) {
	types := map[string]string{"k8s.A": `{"type": "object", "properties": {"b": {"$ref": "#/$defs/k8s.B"}}}`, "k8s.B": `{"type": "string"}`}
	generate := func(name string) ([]byte, error) {
		if text, ok := types[name]; ok {
			return []byte(text), nil
		}
		return nil, nil
	}
	own := `{"properties": {"a": {"$ref": "#/$defs/k8s.A"}}, "$defs": {"k8s.Old": {"type": "null"}, "k8s.B": {"type": "null"}}}`
	got, err := Compose([]byte(library), []byte(own), generate)
	want := `{
  "properties": {"a": {"$ref": "#/$defs/k8s.A"}},
  "$defs": {
    "k8s.A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/k8s.B"}}},
    "k8s.B": {"type": "string"}
  }
}
`
	if err != nil || string(got) != want {
		t.Errorf("got\n%s %v\nwanted\n%s", got, err, want)
	}
	_, err = Compose([]byte(library), []byte(`{"$ref": "#/$defs/k8s.C"}`), generate)
	if err == nil || err.Error() != "#/$defs/k8s.C: there is no such type" {
		t.Errorf("got %v", err)
	}
}

func TestComposeRefusesAnUnknownDefinition(t *testing.T) {
	_, err := Compose([]byte(library), []byte(`{"$ref": "#/$defs/other"}`), nil)
	if err == nil || err.Error() != "#/$defs/other is neither in this schema nor in spark-lib's" {
		t.Errorf("got %v", err)
	}
}

const values = `# About all of it.

# The bucket, and who may write to it.
s3:
  # -- Its name
  bucket: ""

  # -- Its region
  region: ""

# The next.
next: 1
`

func TestBlocksAreMadeAnew(t *testing.T) {
	got, err := Blocks([]byte(values), []byte("a:\n  # >>> spark-lib: s3\n  # old\n  # <<<\n  # -- As above\n  s3: {}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := `a:
  # >>> spark-lib: s3
  # # The bucket, and who may write to it.
  # s3:
  #   # -- Its name
  #   bucket: ""
  #
  #   # -- Its region
  #   region: ""
  # <<<
  # -- As above
  s3: {}
`
	if string(got) != want {
		t.Errorf("got\n%s\nwanted\n%s", got, want)
	}
	if again, err := Blocks([]byte(values), got); err != nil || string(again) != want {
		t.Errorf("a second time it gives\n%s %v", again, err)
	}
}

func TestBlocksRefuseWhatIsNotThere(t *testing.T) {
	for text, want := range map[string]string{
		"# >>> spark-lib: s4\n# <<<\n":                        `the region "s4": spark-lib's values.yaml has no such key at its top level`,
		"# >>> spark-lib: s3\n":                               `the region "s3" has no end: a line "# <<<"`,
		"# >>> spark-lib: s3\n# >>> spark-lib: next\n# <<<\n": `the region "s3" has no end: a line "# <<<"`,
	} {
		if _, err := Blocks([]byte(values), []byte(text)); err == nil || err.Error() != want {
			t.Errorf("got %v, wanted %s", err, want)
		}
	}
}

func TestValuesFitTheirSchema(t *testing.T) {
	const good = `{"type": "object", "additionalProperties": false, "properties": {
		"a": {"type": "object", "additionalProperties": false, "properties": {"b": {"type": "string"}, "c": {"type": "string"}}},
		"free": {"type": "object", "additionalProperties": {"type": "string"}},
		"s3": {"$ref": "#/$defs/s3"}},
		"$defs": {"s3": {"type": "object", "additionalProperties": false, "properties": {"bucket": {"type": "string"}}}}}`
	const fitting = "# -- A\na:\n  b: x\n  # c: more\n# -- Free\nfree: {x: z}\n# -- S3, with a `bucket`\ns3: {}\n"
	for _, test := range []struct{ name, values, schema, want string }{
		{"all is well", fitting, good, ""},
		{"unknown key", fitting + "# -- E\ne: 1\n", good, "values.yaml: e: not in values.schema.json"},
		{"unknown key further down", strings.Replace(fitting, "  b: x", "  b: x\n  d: 1", 1), good, "values.yaml: a.d: not in values.schema.json"},
		{"unknown key of a definition", strings.Replace(fitting, "s3: {}", "s3: {bukket: a}", 1), good, "values.yaml: s3.bukket: not in values.schema.json"},
		{"no comment", strings.Replace(fitting, "# -- Free\n", "# Free\n", 1), good, `values.yaml: free.x: no comment "# -- ..." above it`},
		{"nobody learns of it", strings.Replace(fitting, "  # c: more\n", "", 1), good,
			"values.schema.json: a.c: in values.yaml neither as a key nor in a comment, and without a description here"},
		{"described in the schema", strings.Replace(fitting, "  # c: more\n", "", 1), strings.Replace(good, `"c": {`, `"c": {"description": "C", `, 1), ""},
		{"nobody notices a typo", fitting, strings.Replace(good, `"additionalProperties": false, "properties": {"b"`, `"properties": {"b"`, 1),
			`values.schema.json: a: a misspelt key would go unnoticed; say "additionalProperties": false, or true where any key is meant`},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems, err := Check([]byte(test.values), []byte(test.schema), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(problems, "\n"); got != test.want {
				t.Errorf("got\n%s\nwanted\n%s", got, test.want)
			}
		})
	}
}

func TestWhatIsInSparkLibsDefinitionsIsItsOwnBusiness(t *testing.T) {
	schema := `{"additionalProperties": false, "properties": {"s3": {"$ref": "#/$defs/s3"}}, "$defs": {"s3": {"properties": {"bucket": {}}}}}`
	problems, err := Check([]byte("# -- S3\ns3: {}\n"), []byte(schema), []byte(library))
	if err != nil || len(problems) > 0 {
		t.Errorf("got %v %v", problems, err)
	}
}

func TestJSONKeepsOrderAndNumbersAndRefusesDoubles(t *testing.T) {
	text := "{\n  \"b\": {\"c\": {\"d\": {}}, \"a\": 1e3},\n  \"a\": \"<&\\\"\\u0007\"\n}\n"
	whole, err := parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(format(whole)); !strings.HasPrefix(got, "{\n  \"b\": {\n    \"c\": {\"d\": {}},\n    \"a\": 1e3\n  },\n  \"a\": \"<&") {
		t.Errorf("got %s", got)
	}
	for _, bad := range []string{`{"a": null, "a": 2}`, `{"b": [{"a": null, "a": 2}]}`, `{} {}`, `[]`, `{`, `{a: b}`, `null`, ``} {
		if _, err := parse([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
