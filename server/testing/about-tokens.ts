import { inflateSync } from "node:zlib";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { getFrom } from "../../test/kit/send.ts";
import { statusUri } from "../protocol/tokens/status/status-places.ts";
import type { TestServer } from "./test-server.ts";

// These functions read the state of a token in its status list, and a token as an exchange makes it.

/** Tells whether the token's bit is set in the list that it names, as that list says now. */
export async function isListedAsEnded(server: TestServer, token: string): Promise<boolean> {
  const { status } = (await accessToken.read(token)).claims;
  if (status === undefined) throw new Error("the token names no status list");
  const { idx, uri } = status.status_list;
  const answer = await getFrom(server, new URL(uri).pathname);
  if (answer.status !== 200) throw new Error(`the status list was answered by ${answer.status}`);
  const list = await statusListToken.read(answer.text);
  const bytes = inflateSync(Buffer.from(list.claims.status_list.lst, "base64url"));
  return (((bytes[idx >> 3] ?? 0) >> (idx & 7)) & 1) === 1;
}

/** Makes a token that was exchanged for that one (RFC 8693), with its row and its claims. */
export async function exchangedFor(server: TestServer, parentToken: string, actor: string): Promise<string> {
  const { db, config, keys, statusPlaces, clock } = server.services;
  const { claims } = await accessToken.read(parentToken);
  const jti = server.id();
  const { list, index } = statusPlaces.next();
  const { family_id } = await db
    .selectFrom("access_tokens")
    .select("family_id")
    .where("jti", "=", claims.jti)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("access_tokens")
    .values({
      jti,
      family_id,
      parent: claims.jti,
      actor,
      status_list: list,
      status_index: index,
      created_at: clock(),
      expires_at: claims.exp * 1000,
    })
    .execute();
  return accessToken.sign(keys.signer, {
    ...claims,
    jti,
    parent: claims.jti,
    act: { sub: actor, ...(claims.act === undefined ? {} : { act: claims.act }) },
    status: { status_list: { idx: index, uri: statusUri(config.issuer, list) } },
  });
}
