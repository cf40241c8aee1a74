// A program that begins a login by redirect.

/** The address to which a browser is sent from there. @throws Error if it is sent nowhere, or to a page of the server's own */
export async function startOf(address: URL): Promise<URL> {
  const answer = await fetch(address, { redirect: "manual", headers: { accept: "text/html" } });
  const location = answer.headers.get("location");
  if (answer.status !== 303 || location === null || location.startsWith("/"))
    throw new Error(`${answer.status}: ${location}`);
  return new URL(location);
}
