/** Signs somebody up at one of the examples that are servers. */
export function signUp(url: string, email = "ann@example.org"): Promise<Response> {
  return postSignUp(url, JSON.stringify({ email }));
}

/** The same with a body that need not be a right one. */
export function postSignUp(url: string, body: string): Promise<Response> {
  // No connection is kept open: it would be one more thing that the end of the server has to deal with.
  const headers = { "content-type": "application/json", connection: "close" };
  return fetch(`${url}/sign-up`, { method: "POST", headers, body });
}
