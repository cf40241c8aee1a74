import { type SigningKeyRow, shellApi } from "@nearside/shared/api/console/shell.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { dataTexts } from "../../texts/commands/data.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * `nearside-server keys` writes the signing keys (protocol §2) to stdout, as a list for people or as a JWK Set for a verifier.
 */
export async function keysCommand(
  dataFolder: string,
  { asJwks }: { readonly asJwks: boolean },
  terminal: Terminal,
): Promise<void> {
  const { keys, now } = await askServer(dataFolder, shellApi.signingKeys, {});
  if (!asJwks) {
    terminal.out(keys.map((key) => showKey(key, now)).join("\n"));
    return;
  }
  const trusted = keys.filter(({ compromised }) => !compromised);
  terminal.out(JSON.stringify({ keys: trusted.map(({ jwk }) => jwk) }, undefined, 2));
  if (trusted.length < keys.length) terminal.say(dataTexts.keys.leftOut);
}

const showKey = (key: SigningKeyRow, now: number): string => `${key.kid}  ${key.state.padEnd(7)}  ${whatOf(key, now)}`;

function whatOf(key: SigningKeyRow, now: number): string {
  const since = (at: number | null): string => spanInWords(Math.max(0, Math.floor((now - (at ?? now)) / 1000)));
  switch (key.state) {
    case "next": {
      const left = Math.max(0, Math.ceil((key.active_from - now) / 1000));
      return dataTexts.keys.next({ published: since(key.created_at), left: spanInWords(left) });
    }
    case "active":
      return dataTexts.keys.active({ span: since(key.active_from) });
    case "retired":
      return dataTexts.keys.retired({ span: since(key.retired_at) });
    case "removed":
      return key.compromised
        ? dataTexts.keys.compromised({ span: since(key.removed_at) })
        : dataTexts.keys.removed({ span: since(key.removed_at) });
  }
}
