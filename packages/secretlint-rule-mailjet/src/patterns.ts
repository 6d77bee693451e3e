/**
 * What keys look like and how they are named, written once for the finder and for the gitleaks rules: in the syntax that
 * JavaScript and RE2 have in common, so without looking around.
 */

/** One half of a pair, or an SMS token. */
export const HALF = "[0-9a-f]{32}";

// Three lower-case hexadecimal digits are four characters of base64, of which each can only be one of these.
const GROUP = "[MNOYZ][DGTWjmz2][ABEFIJMNQRUVYZcdghkl][w-z0-5h-m]";
const LAST = "[MNOYZ][DGTWjmz2][AEIMQUYcgk]";

/** `key:secret` in base64. */
export const PAIR_BASE64: string = `(?:${GROUP}){10}${LAST}6(?:${GROUP}){10}${LAST}=?`;

/** One half in base64, as in a Kubernetes Secret, also with the line break that `echo` puts behind it. */
export const HALF_BASE64: string = `(?:${GROUP}){10}${LAST}(?:=|K|NCg==)`;

/** Something that is Mailjet's: its host, its packages, its variables. */
export const MAILJET = "mailjet|(?:\\b|_)mj[._-]?(?:api|public|private|secret|token|key)";

/** Words in names of keys. */
export const KEY_WORDS: ReadonlySet<string> =
  words(`api apikey apisecret apitoken key keys secret secrets public private
  user username pass password passwd pwd token auth login credential credentials creds bearer connect
  authentication authenticator authorization`);

/** Words of which one makes a value something else than a key, whatever the rest of its name says. */
export const OTHER_WORDS: ReadonlySet<string> = words(`md5 md5sum sha sha1 sha256 sha512 hash hashes hashed checksum
  checksums etag etags digest digests integrity revision rev commit uuid guid fingerprint fingerprints crc nonce csrf xsrf
  trace traceid span session sid cache template templates image images img logo asset assets avatar chunk build blob
  correlation cookie salt iv hmac signature tracking pixel gravatar webhook callback signing encryption encrypted campaign
  campaigns contact boundary tag icon oauth sum sums layer manifest event widget placeholder version request device`);

/** Other services whose keys look the same: in the name of a value, or nearer to it than any word of Mailjet. */
export const OTHER_SERVICES: ReadonlySet<string> =
  words(`twilio datadog lastfm flickr mandrill mailchimp mailgun sendgrid
  sendinblue brevo postmark sparkpost newrelic pusher bitly shopify facebook instagram whatsapp openweather
  openweathermap newsapi rapidapi algolia slack stripe paypal braintree dropbox sentry okta mixpanel amplitude intercom
  zendesk hubspot salesforce twitter linkedin nexmo vonage plivo messagebird airtable cloudinary imgix mapbox yandex baidu
  wechat alipay spotify telegram recaptcha pagerduty opsgenie klaviyo elasticemail mailtrap zoho trello asana jira bugsnag
  rollbar loggly papertrail grafana chargebee recurly quickbooks mollie adyen klarna razorpay giphy imgur unsplash tmdb
  omdb twitch semrush ahrefs abuseipdb virustotal shodan clearbit onesignal pushover customerio appsflyer`);

/** The same, but words that stand beside Mailjet's keys as well: they count in the name of a value only. */
export const OTHER_SERVICES_IN_NAMES: ReadonlySet<string> =
  words(`dd fb cf owm line here branch adjust hunter segment steam
  riot consumer db database redis mysql postgres mongo rabbitmq elastic laravel django rails flask symfony wordpress jwt
  aws s3 azure google gcp firebase github gitlab bitbucket heroku netlify vercel cloudflare auth0 discord zoom iterable
  messenger weather marvel ftp ldap`);

/** Words in the names of keys and of sections around them that say nothing about whose they are. */
export const GENERAL_WORDS: ReadonlySet<string> =
  words(`my the our basic http plain default defaults const config configs configuration conf
  smtp mail mails email emails mailer mailing sender send transport transports relay server host app application access id
  env environment environments prod production dev development test tests testing stage staging live local new old main
  primary secondary master sub subaccount account accounts self this options option opts params parameters settings props
  data string stringdata values value provider providers service services external e v3 v31 version client clients
  notification notifications newsletter spec containers name process`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
