import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/** Sends one mail. The pair comes from the environment, where `mailjet-secrets exec` puts it. */
class Send {
    public static void main(String[] words) throws Exception {
        var variables = System.getenv();
        var pair = variables.get("MJ_APIKEY_PUBLIC") + ":" + variables.get("MJ_APIKEY_PRIVATE");
        var host = variables.getOrDefault("MJ_API_HOST", "api.mailjet.com");
        // SandboxMode: Mailjet checks the mail, and delivers nothing.
        var mail = """
            {"SandboxMode": true, "Messages": [{
              "From": {"Email": "%s"}, "To": [{"Email": "%s"}],
              "Subject": "Hello", "TextPart": "Hello from Java"
            }]}""".formatted(
                variables.getOrDefault("MAIL_FROM", "shop@example.com"),
                variables.getOrDefault("MAIL_TO", "ann@example.org"));
        var request = HttpRequest.newBuilder(URI.create("https://" + host + "/v3.1/send"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(mail))
            .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
        System.out.println("Mailjet answered " + answer.statusCode());
        if (answer.statusCode() != 200) System.exit(1);
    }
}
