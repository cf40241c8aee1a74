import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/tools.ts";

// git's questions to a credential helper, and their answers (git-credential(1), gitcredentials(7)): lines of key=value.

/** A repository that git asks for, or tells of. */
export interface GitRequest {
  readonly protocol: string | undefined;
  /** The host, with its port if that is not the usual one. */
  readonly host: string | undefined;
  /** Sent only with credential.useHttpPath. */
  readonly path: string | undefined;
  readonly username: string | undefined;
  /** True if git can send a token by a scheme of our choice (since 2.46). */
  readonly takesAuthtype: boolean;
  /** At `erase`: the secret that was refused, however it was sent. */
  readonly secret: string | undefined;
}

/** @param lines as they came, without the blank one at the end. @throws Problem `usage` */
export function readGitRequest(lines: readonly string[]): GitRequest {
  const members = new Map<string, string>();
  let takesAuthtype = false;
  for (const line of lines) {
    const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
    if (key === "" || value.includes("\0")) throw new Problem("usage", texts.notGit);
    if (key === "capability[]") takesAuthtype ||= value === "authtype";
    else members.set(key, value);
  }
  return {
    protocol: members.get("protocol"),
    host: members.get("host"),
    path: members.get("path"),
    username: members.get("username"),
    takesAuthtype,
    secret: members.get("credential") ?? members.get("password"),
  };
}

/** A name or an address and perhaps a port, without anything that would make a URL mean another host. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The audience that git's repository belongs to, of those that there are tokens for. A token goes only to the very host
 * that it names, over TLS or to this machine. If it names a path, it goes only to repositories below that.
 */
export function audienceFor({ protocol, host, path }: GitRequest, audiences: readonly string[]): string | undefined {
  if (host === undefined || !HOST.test(host) || (protocol !== "https" && protocol !== "http")) return undefined;
  const address = `${protocol}://${host}/${path ?? ""}`;
  if (!URL.canParse(address)) return undefined;
  const repository = new URL(address);
  if (protocol === "http" && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(repository.hostname)) return undefined;
  const fitting = audiences.filter((audience) => URL.canParse(audience) && isBelow(repository, new URL(audience)));
  return fitting.sort((one, other) => other.length - one.length)[0]; // the most exact one
}

function isBelow(repository: URL, audience: URL): boolean {
  const path = audience.pathname.replace(/\/+$/, "");
  const inside = repository.pathname === path || repository.pathname.startsWith(`${path}/`);
  return repository.origin === audience.origin && audience.search === "" && inside;
}

/** @param expiresAt seconds */
export function gitAnswer({ takesAuthtype, username }: GitRequest, token: string, expiresAt: number): string[] {
  const expiry = `password_expiry_utc=${expiresAt}`;
  // `ephemeral` asks other helpers not to keep it.
  if (takesAuthtype) return ["capability[]=authtype", "authtype=Bearer", `credential=${token}`, "ephemeral=1", expiry];
  return [`username=${username ?? "oauth2"}`, `password=${token}`, expiry];
}
