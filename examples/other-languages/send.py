"""Sends one mail. The pair comes from the environment, where `mailjet-secrets exec` puts it."""
import base64
import json
import os
import urllib.request

pair = os.environ["MJ_APIKEY_PUBLIC"] + ":" + os.environ["MJ_APIKEY_PRIVATE"]
host = os.environ.get("MJ_API_HOST", "api.mailjet.com")
mail = {
    # Mailjet checks the mail, and delivers nothing.
    "SandboxMode": True,
    "Messages": [
        {
            "From": {"Email": os.environ.get("MAIL_FROM", "shop@example.com")},
            "To": [{"Email": os.environ.get("MAIL_TO", "ann@example.org")}],
            "Subject": "Hello",
            "TextPart": "Hello from Python",
        }
    ],
}
request = urllib.request.Request(
    f"https://{host}/v3.1/send",
    data=json.dumps(mail).encode(),
    headers={
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request, timeout=30) as answer:
    print("Mailjet answered", answer.status)
