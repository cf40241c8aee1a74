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
import { letIn, stateOfUse } from "../../../administration/recovery/break-glass/let-in.ts";
import { limitWrongCodes } from "../../../administration/recovery/break-glass/limit-break-glass.ts";
import { useCode } from "../../../administration/recovery/break-glass/use-code.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { BREAK_GLASS_COOKIE, demandBreakGlass } from "../../console/demand-break-glass.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import type { Services } from "../../services.ts";

/** POST /api/console/break-glass/open (protocol §9). No rule and no session is asked: it is for the day when those fail. */
export const openBreakGlassRoute =
  (services: Services) => async (c: Call, body: v.InferOutput<typeof openBreakGlassSchema>) => {
    demandOwnPage(services.config, c);
    const address = services.addressOf(c);
    const sessionJkt = await thumbprintOf(body.session_key);
    const { ticket, user, use, cookie } = await limitWrongCodes(services, address, () =>
      useCode(services, { code: body.code, user: body.user, sessionJkt, address }),
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
      now: services.clock(),
    } satisfies v.InferOutput<typeof breakGlassOpenedSchema>);
  };

/** POST /api/console/break-glass/state. */
export const breakGlassStateRoute = (services: WithClock & WithConfig & WithDb) => async (c: Call) =>
  c.json((await stateOfUse(services, await demandBreakGlass(services, c))) satisfies BreakGlassState);

/** POST /api/console/break-glass/let-in. */
export const letInRoute =
  (services: Services) =>
  async (c: Call, { words }: v.InferOutput<typeof letInSchema>) => {
    await letIn(services, await demandBreakGlass(services, c), words);
    return c.json({ state: "active" } satisfies v.InferOutput<typeof letInAnswerSchema>);
  };
