// The whole function: it is configured by the environment that template.yaml gives it.
export { handler } from "@mailjet-secrets/aws/rotation";
