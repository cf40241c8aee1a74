import type {
  BreakGlassState,
  breakGlassOpenedSchema,
  letInAnswerSchema,
  letInSchema,
  openBreakGlassSchema,
} from "@nearside/shared/api/console/break-glass.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { setCookie } from "hono/cookie";
import type * as v from "valibot";
import { letIn, stateOfUse } from "../../break-glass/let-in.ts";
import { useCode } from "../../break-glass/use-code.ts";
import { BREAK_GLASS_COOKIE, demandBreakGlass } from "../../console/demand-break-glass.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { limitWrongCodes } from "../../limits/limit-break-glass.ts";

/** POST /api/console/break-glass/open (protocol §9). No rule and no session is asked: it is for the day when those fail. */
export const openBreakGlassRoute =
  (ground: Ground) => async (c: Call, body: v.InferOutput<typeof openBreakGlassSchema>) => {
    demandOwnPage(ground.config, c);
    const address = ground.addressOf(c);
    const sessionJkt = await thumbprintOf(body.session_key);
    const { ticket, user, use, cookie } = await limitWrongCodes(ground, address, () =>
      useCode(ground, { code: body.code, user: body.user, sessionJkt, address }),
    );
    setCookie(c, BREAK_GLASS_COOKIE, cookie, {
      prefix: "host",
      secure: true,
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
    });
    return c.json({
      ticket: ticket.ticket,
      user: { id: user.id, name: user.name, display_name: user.display_name },
      ticket_expires_at: ticket.expiresAt,
      expires_at: use.expires_at,
      now: ground.clock(),
    } satisfies v.InferOutput<typeof breakGlassOpenedSchema>);
  };

/** POST /api/console/break-glass/state. */
export const breakGlassStateRoute = (ground: Ground) => async (c: Call) =>
  c.json((await stateOfUse(ground, await demandBreakGlass(ground, c))) satisfies BreakGlassState);

/** POST /api/console/break-glass/let-in. */
export const letInRoute =
  (ground: Ground) =>
  async (c: Call, { words }: v.InferOutput<typeof letInSchema>) => {
    await letIn(ground, await demandBreakGlass(ground, c), words);
    return c.json({ state: "active" } satisfies v.InferOutput<typeof letInAnswerSchema>);
  };
