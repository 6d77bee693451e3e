/** The value of an environment variable that the runner sets. Throws `Error` if it is not set. */
export function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new Error(`${name} is not set. Run this test by \`npm run test:live\`.`);
  return value;
}
