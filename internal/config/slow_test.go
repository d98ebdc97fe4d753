package config

import (
	"strings"
	"testing"
	"time"
)

// TestLargeFilesEndSoon: a large file takes about as long to refuse
// whatever its shape; quadratic work would take hours.
func TestLargeFilesEndSoon(t *testing.T) {
	for name, unit := range map[string]string{
		"keys": "a: 1\n", "deep": "[", "question marks": "? ", "anchors": "- &a *a\n", "list": "home:\n- 1\n", "merge": "<<: {a: 1}\n",
		"quotes": `"`, "comments": "#\n", "dashes": "- ",
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			_, err := Parse([]byte(strings.Repeat(unit, MaxSize/4/len(unit))), "f.yaml")
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("%v, error %.200v", took, err)
			} else {
				t.Logf("%v %.80v", took, err)
			}
		})
	}
}
