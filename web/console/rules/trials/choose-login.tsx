import { logApi } from "@nearside/shared/api/console/log.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { useId } from "react";
import * as v from "valibot";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { useConsole } from "../../console-context.ts";
import { useRead } from "../../data/use-read.ts";
import { TextField } from "../../form/fields.tsx";
import { Form } from "../../form/form.tsx";
import { relativeTime } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChoosePerson, type ChosenPerson } from "./choose-person.tsx";

const texts = trialTexts.whatIf.choose;
const loginSchema = v.object({ login: v.pipe(v.string(), v.trim(), requestIdSchema) });
const MOST_RECENT = "20";

/** The login that a trial begins with: a past one, or an ordinary one of a person. */
export type LoginQuery =
  | { readonly from: "login"; readonly login: string }
  | { readonly from: "person"; readonly person: string; readonly machine: string | null; readonly client: string };

interface RecentLogin {
  readonly id: string;
  readonly title: string;
}

interface RecentLogins {
  /** The newest first. */
  readonly logins: readonly RecentLogin[];
  readonly isRead: boolean;
}

/** Reads the logins that were approved last. */
export function useRecentLogins(): RecentLogins {
  const { clock } = useConsole();
  const { data, error } = useRead(logApi.list, {
    query: { kind: "login_approved", limit: MOST_RECENT },
  });
  const logins = (data?.rows ?? []).flatMap(({ subject, at, person, machine }): RecentLogin[] => {
    if (!v.is(requestIdSchema, subject) || person === null || machine === null) return [];
    const when = relativeTime(at, clock.now());
    return [
      { id: subject, title: makeVisible(texts.recentOne({ person: person.name, machine: machine.hostname, when })) },
    ];
  });
  return { logins, isRead: data !== undefined || error !== null };
}

/** Chooses the login that the rules are tried on: in the common case one of the last, else by person or by id. */
export function ChooseLogin({
  recent: { logins, isRead },
  chosen,
  onLogin,
  onPerson,
}: {
  recent: RecentLogins;
  chosen: LoginQuery | undefined;
  onLogin: (login: string) => void;
  onPerson: (chosen: ChosenPerson) => void;
}) {
  const id = useId();
  const login = chosen?.from === "login" ? chosen.login : "";
  const isRecent = logins.some((one) => one.id === login);
  return (
    <Panel title={texts.title}>
      <div className="choose-login">
        {logins.length === 0 ? (
          isRead && chosen === undefined ? (
            <p>{texts.none}</p>
          ) : null
        ) : (
          <div className="filter filter-search">
            <label htmlFor={id}>{texts.recent}</label>
            <select id={id} value={isRecent ? login : ""} onChange={(event) => onLogin(event.currentTarget.value)}>
              {isRecent ? null : <option value="">{texts.other}</option>}
              {logins.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </div>
        )}
        <details>
          <summary>{texts.byPerson}</summary>
          <ChoosePerson onChoose={onPerson} />
        </details>
        <details>
          <summary>{texts.byId}</summary>
          <Form schema={loginSchema} send={texts.send} onSend={(typed) => onLogin(typed.login)}>
            <TextField name="login" label={texts.id} hint={texts.idHint} initial={login} />
          </Form>
        </details>
      </div>
    </Panel>
  );
}
