import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { RedeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import { getFrom } from "../../../test/kit/send.ts";
import { type ExchangeStage, openExchangeStage } from "../../testing/exchange-stage.ts";
import { allRows } from "../../testing/ledger.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { putInPlace } from "../revocation/replace-signing-keys.ts";

// Another process has given the signing keys up, and this one has not read them since: it gives out nothing that they sign.

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let login: RedeemedLogin;
  beforeEach(async () => {
    await stage?.server.close();
    stage = await openExchangeStage({ database });
    login = await stage.newLogin();
  });
  afterAll(() => stage.server.close());

  const giveUpElsewhere = async (): Promise<string> => {
    const { keys, secrets } = stage.server.services;
    const key = await keys.make();
    await putInPlace(stage.server.services, key, await secrets.make());
    expect(keys.signer.thumbprint).not.toBe(key.kid); // this process does not know it yet
    return key.kid;
  };
  const renew = () => refresh(stage.server, stage.machine, login, login.tokens.refresh_token);

  it("a refresh gives out nothing and changes nothing, and the next one has a token by the new key", async () => {
    const kid = await giveUpElsewhere();
    const before = await allRows(stage.server);
    const refused = await renew();
    expect([refused.outcome, refused.headers.get("retry-after")]).toEqual(["503 temporarily_unavailable", "1"]);
    expect(await allRows(stage.server)).toEqual(before);
    await stage.server.services.keys.follow();
    const { access_token } = (await renew()).as(tokenAnswerSchema);
    expect((await accessToken.read(access_token)).header.kid).toBe(kid);
  });

  it("an exchange gives out nothing, to the command line or to an API", async () => {
    await giveUpElsewhere();
    const before = await allRows(stage.server);
    expect((await stage.narrow(login)).outcome).toBe("503 temporarily_unavailable");
    expect(await allRows(stage.server)).toEqual(before);
    await stage.server.services.keys.follow();
    expect((await stage.delegate(login)).outcome).toBe("400 invalid_request"); // the token that it shows is invalid
  });

  it("a status list that an earlier key has signed is made again as soon as the new key is known", async () => {
    const { status } = (await accessToken.read(login.tokens.access_token)).claims;
    const path = new URL(status?.status_list.uri ?? "").pathname;
    const kidOf = async () => (await statusListToken.read((await getFrom(stage.server, path)).text)).header.kid;
    const old = await kidOf();
    const kid = await giveUpElsewhere();
    expect(await kidOf()).toBe(old);
    await stage.server.services.keys.follow();
    expect(await kidOf()).toBe(kid);
  });
});
