// Sends one mail. The pair comes from the environment, where `mailjet-secrets exec` puts it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"
)

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	type address struct{ Email string }
	mail, _ := json.Marshal(map[string]any{
		// Mailjet checks the mail, and delivers nothing.
		"SandboxMode": true,
		"Messages": []map[string]any{{
			"From":     address{variable("MAIL_FROM", "shop@example.com")},
			"To":       []address{{variable("MAIL_TO", "ann@example.org")}},
			"Subject":  "Hello",
			"TextPart": "Hello from Go",
		}},
	})
	url := "https://" + variable("MJ_API_HOST", "api.mailjet.com") + "/v3.1/send"
	request, err := http.NewRequest("POST", url, bytes.NewReader(mail))
	if err != nil {
		fail(err)
	}
	request.SetBasicAuth(os.Getenv("MJ_APIKEY_PUBLIC"), os.Getenv("MJ_APIKEY_PRIVATE"))
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	defer answer.Body.Close()
	fmt.Println("Mailjet answered", answer.StatusCode)
	if answer.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
