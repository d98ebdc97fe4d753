package main

import (
	"strings"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
)

// reload opens the JSON file anew and puts into effect what may change on the fly. A configuration with
// mistakes changes nothing.
func (w *watcher) reload() {
	if err := w.out.reopen(); err != nil {
		w.say(alert.EventReloaded, alert.High, "The JSON file could not be opened anew; writing goes on in the old one: "+err.Error()+".", nil)
	}
	if w.file == "" {
		return
	}
	cfg, err := config.Load(w.file)
	if err != nil {
		w.say(alert.EventReloaded, alert.High, "The configuration was refused and the old one stays in effect: "+err.Error()+".", nil)
		return
	}
	if !w.homeFlag {
		w.home.Store(cfg.HomeNet())
	}
	w.rules.Store(cfg)
	w.setSecondary(cfg)
	w.pipeline.SetThresholds(pipelineOptions(cfg, nil, 1))
	text := "Home networks, authorised scanners, suppressions and thresholds of the configuration are in effect."
	if keys := w.cfg.NeedRestart(cfg); len(keys) > 0 {
		w.say(alert.EventReloaded, alert.Medium, text+" What has changed of "+strings.Join(keys, ", ")+" takes a restart.", map[string]any{"restart": keys})
		return
	}
	w.say(alert.EventReloaded, alert.Info, text, nil)
}

// setSecondary puts into effect who may have whole zones.
func (w *watcher) setSecondary(cfg *config.Config) {
	may := cfg.SecondaryNet()
	w.holders.Store(&may)
}
