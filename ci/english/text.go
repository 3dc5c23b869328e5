package main

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	other kind = iota
	java
	golang
	shell
	template
	yaml
	markdown
)

func kindOf(file string) kind {
	switch path.Ext(file) {
	case ".java":
		return java
	case ".go":
		return golang
	case ".sh":
		return shell
	case ".tpl":
		return template
	case ".yaml":
		return yaml
	case ".md":
		return markdown
	default:
		return other
	}
}

// A line is one line of prose with its number in the file.
type line struct {
	number int
	text   string
}

// A comment is a whole comment, or a paragraph, heading or list item of a document. A table row opens no sentence.
type comment struct {
	lines []line
	row   bool
}

func commentsOf(kind kind, content string) []comment {
	switch kind {
	case java:
		return slashComments(content, `"""`)
	case golang:
		return slashComments(content, "`")
	case shell:
		return hashComments(content, false)
	case template, yaml:
		return hashComments(content, true)
	case markdown:
		return paragraphs(content)
	default:
		return nil
	}
}

// slashComments finds the comments of Java and Go. A raw string is enclosed by the given quotes.
func slashComments(content, raw string) []comment {
	var comments []comment
	number, alone := 1, true
	lastLine, lastAlone := -1, false
	for i := 0; i < len(content); {
		rest := content[i:]
		length := 1
		switch {
		case rest[0] == '\n':
			number, alone = number+1, true
			i++
			continue
		case strings.HasPrefix(rest, "//"):
			length = until(rest, "\n", 0) // the line's end stays
			text := strings.TrimLeft(rest[:length], "/")
			switch {
			case strings.HasPrefix(rest, "//go:") || strings.HasPrefix(rest, "//nolint"):
			case alone && lastAlone && lastLine == number-1:
				last := &comments[len(comments)-1]
				last.lines = append(last.lines, line{number, text})
				lastLine = number
			default:
				comments = append(comments, comment{lines: []line{{number, text}}})
				lastLine, lastAlone = number, alone
			}
		case strings.HasPrefix(rest, "/*"):
			length = until(rest[2:], "*/", 2) + 2
			comments = append(comments, blockComments(number, rest[2:length])...)
			lastAlone = false
		case strings.HasPrefix(rest, raw):
			length = len(raw) + rawEnd(rest[len(raw):], raw)
		case rest[0] == '"' || rest[0] == '\'':
			length = quoted(rest)
		}
		alone = alone && strings.TrimSpace(rest[:min(length, 1)]) == ""
		number += strings.Count(rest[:length], "\n")
		i += length
	}
	return comments
}

// until gives the place behind the mark, or the text's length; add is the mark's share that counts.
func until(text, mark string, add int) int {
	if at := strings.Index(text, mark); at >= 0 {
		return at + add
	}
	return len(text)
}

// rawEnd gives the length of a raw string with its closing quotes. Java's text blocks may hold escaped quotes.
func rawEnd(text, raw string) int {
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && raw != "`" {
			i++
		} else if strings.HasPrefix(text[i:], raw) {
			return i + len(raw)
		}
	}
	return len(text)
}

// quoted gives the length of a string or character literal with its quotes; it ends at the line's end at the latest.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		case '\n':
			return i
		}
	}
	return len(text)
}

// blockComments splits a Javadoc at its tags, since the text of each tag opens a sentence of its own.
func blockComments(number int, text string) []comment {
	var comments []comment
	current := comment{}
	for offset, text := range strings.Split(strings.TrimSuffix(text, "*/"), "\n") {
		text = strings.TrimLeft(strings.TrimSpace(text), "*")
		if tag := javadocTag.FindString(text); tag != "" {
			comments = append(comments, current)
			current, text = comment{}, text[len(tag):]
		}
		current.lines = append(current.lines, line{number + offset, text})
	}
	return append(comments, current)
}

var (
	javadocTag    = regexp.MustCompile(`^\s*@(param\s+\S+|throws\s+\S+|return|see|since|deprecated)`)
	templateStart = regexp.MustCompile(`\{\{-?\s*/\*`)
	trailing      = regexp.MustCompile(`(^|\s)#( |$)`)
)

// hashComments finds whole lines after a hash sign; in YAML and templates also comments that end a line, and those of Helm.
func hashComments(content string, helm bool) []comment {
	var comments []comment
	inHelm, continues := false, false
	for index, text := range strings.Split(content, "\n") {
		number := index + 1
		start := false
		if helm && !inHelm {
			if at := templateStart.FindStringIndex(text); at != nil {
				inHelm, start, text = true, true, text[at[1]:]
			}
		}
		if inHelm {
			end := strings.Index(text, "*/")
			if end >= 0 {
				inHelm, text = false, text[:end]
			}
			comments = appendLine(comments, line{number, text}, !start)
			continues = false
			continue
		}
		trimmed := strings.TrimSpace(text)
		whole := strings.HasPrefix(trimmed, "#") && !strings.HasPrefix(trimmed, "#!")
		switch {
		case whole && strings.HasPrefix(strings.TrimLeft(trimmed, "# "), "@"): // an annotation for helm-docs
			continues = false
		case whole:
			text := strings.TrimLeft(trimmed, "#")
			comments = appendLine(comments, line{number, text}, continues && strings.TrimSpace(text) != "")
			continues = strings.TrimSpace(text) != ""
		default:
			continues = false
			if at := trailing.FindStringIndex(text); helm && at != nil && balanced(text[:at[0]]) {
				comments = appendLine(comments, line{number, text[at[1]:]}, false)
			}
		}
	}
	return comments
}

func balanced(text string) bool {
	return strings.Count(text, `"`)%2 == 0 && strings.Count(text, `'`)%2 == 0
}

func appendLine(comments []comment, added line, continues bool) []comment {
	if continues && len(comments) > 0 {
		last := &comments[len(comments)-1]
		last.lines = append(last.lines, added)
		return comments
	}
	return append(comments, comment{lines: []line{added}})
}

var (
	listItem   = regexp.MustCompile(`^\s*([-*+]|\d+\.)\s+`)
	heading    = regexp.MustCompile(`^#+\s+`)
	fence      = regexp.MustCompile("^\\s*(```|~~~)")
	linkTarget = regexp.MustCompile(`\]\([^)]*\)`)
)

// paragraphs finds the prose of a document: no code blocks, no targets of links.
func paragraphs(content string) []comment {
	var comments []comment
	inCode, continues := false, false
	for index, text := range strings.Split(content, "\n") {
		if fence.MatchString(text) {
			inCode, continues = !inCode, false
			continue
		}
		if inCode || strings.TrimSpace(text) == "" {
			continues = false
			continue
		}
		text = linkTarget.ReplaceAllString(text, "]")
		row := tableRow(text)
		title := heading.MatchString(text)
		opens := row || title || listItem.MatchString(text)
		text = listItem.ReplaceAllString(heading.ReplaceAllString(text, ""), "")
		comments = appendLine(comments, line{index + 1, text}, continues && !opens)
		comments[len(comments)-1].row = row
		continues = !row && !title
	}
	return comments
}

func tableRow(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "|")
}

var (
	codeSpan = regexp.MustCompile("`[^`]*`|\\{@(code|snippet|value) [^}]*\\}")
	mention  = regexp.MustCompile(`(?i)"what"`)
	link     = regexp.MustCompile(`\{@link(plain)? ([^ }]*)([^}]*)\}`)
)

// words splits prose into words in lower case, without code. A word in quotes of its own is mentioned, not used.
func words(text string) []string {
	text = mention.ReplaceAllString(text, " quote ")
	text = link.ReplaceAllString(codeSpan.ReplaceAllString(text, " code "), "$2 $3")
	var found []string
	for _, field := range strings.Fields(strings.NewReplacer("—", " ", "<p>", " ", "’", "'").Replace(text)) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" {
			found = append(found, strings.ToLower(word))
		}
	}
	return found
}

const maxLine = 110

// tooLong tells whether a line of a document, of YAML or of a template must be broken. A table row cannot be broken, nor
// can a URL: a line counts without the URLs in it.
func tooLong(kind kind, text string) bool {
	if utf8.RuneCountInString(text) <= maxLine || kind == markdown && tableRow(text) {
		return false
	}
	return utf8.RuneCountInString(url.ReplaceAllString(text, "")) > maxLine
}

var url = regexp.MustCompile(`https?://[^\s)"'<>]+`)
