import { REMOTES } from "@nearside/shared/api/approval-address.ts";
import { FAMILIES } from "@nearside/shared/api/install-commands.ts";
import { Fragment, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { ApprovePage } from "../approve/approve-page.tsx";
import { AuthorizePage } from "../authorize/authorize-page.tsx";
import type { Clock } from "../clock.ts";
import { EnrollPage } from "../enroll/enroll-page.tsx";
import { FrontPage, NowherePage } from "../front-page.tsx";
import { GetPage } from "../get/get-page.tsx";
import "../styles/all.css";
import "../console/styles/console.css";
import { accountSamples } from "./console/account.tsx";
import { approvalsSamples } from "./console/approvals.tsx";
import { archiveSamples } from "./console/archive.tsx";
import { authenticatorSamples } from "./console/authenticators.tsx";
import { changeSamples } from "./console/changes.tsx";
import { clientSamples } from "./console/clients.tsx";
import { consoleEnrolmentSamples, passkeySamples } from "./console/enrolment.tsx";
import { groupSamples } from "./console/groups.tsx";
import { hostSamples } from "./console/hosts.tsx";
import { leaseSamples } from "./console/leases.tsx";
import { leavingSamples } from "./console/leaving.tsx";
import { logSamples } from "./console/log.tsx";
import { loginSamples } from "./console/logins.tsx";
import { machineSamples } from "./console/machines.tsx";
import { mailSamples } from "./console/mail.tsx";
import { overviewSamples } from "./console/overview.tsx";
import { pageSamples } from "./console/pages.tsx";
import { partSamples as consolePartSamples } from "./console/parts.tsx";
import { peopleSamples } from "./console/people.tsx";
import { personSamples } from "./console/person.tsx";
import { recoverySamples } from "./console/recovery.tsx";
import { rollOutSamples } from "./console/roll-out.tsx";
import { ruleEditorSamples } from "./console/rule-editor.tsx";
import { ruleSamples } from "./console/rules.tsx";
import { sessionSamples } from "./console/session.tsx";
import { partSamples } from "./part-samples.ts";
import { approvalSamples, authorizationSamples, enrolmentSamples } from "./samples.ts";

// Every state that a person can see, in the real pages, with a machine that does not move. It is not part of what is
// shipped; a test looks at each state. To look yourself: npx vite --config web/vite.config.ts --mode gallery

const clock: Clock = {
  now: () => Date.now(),
  everySecond(tick) {
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  },
  after(milliseconds, done) {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  },
};
const issuer = "https://login.acme.example";
const still = <State,>(state: State) => ({
  state: () => state,
  subscribe: () => () => undefined,
  send: () => undefined,
});

const pages = new Map<string, ReactNode>([
  ["front", <FrontPage key="front" issuer={issuer} />],
  ["nowhere", <NowherePage key="nowhere" issuer={issuer} />],
]);
for (const system of FAMILIES)
  pages.set(`get/${system}`, <GetPage key={system} issuer={issuer} list={partSamples()} system={system} />);
pages.set("get/nothing", <GetPage key="get/nothing" issuer={issuer} list={undefined} system="linux" />);
for (const [name, state] of Object.entries(approvalSamples(clock.now()))) {
  for (const remote of name === "unreachable" ? [undefined, ...REMOTES] : [undefined]) {
    const key = `approve/${remote === undefined ? name : `${name}_${remote}`}`;
    const approval = still(state);
    pages.set(
      key,
      <ApprovePage
        key={key}
        approval={approval}
        clock={clock}
        issuer={issuer}
        remote={remote}
        signsReasons={() => true}
      />,
    );
  }
}
for (const [name, state] of Object.entries(authorizationSamples())) {
  const key = `authorize/${name}`;
  pages.set(key, <AuthorizePage key={key} authorization={still(state)} issuer={issuer} />);
}
for (const [name, state] of Object.entries(enrolmentSamples())) {
  const key = `enroll/${name}`;
  pages.set(key, <EnrollPage key={key} enrolment={still(state)} issuer={issuer} />);
}
const consoleSamples: Record<string, (clock: Clock) => Record<string, ReactNode>> = {
  session: sessionSamples,
  parts: consolePartSamples,
  change: changeSamples,
  overview: overviewSamples,
  people: peopleSamples,
  enrolment: consoleEnrolmentSamples,
  machines: machineSamples,
  leases: leaseSamples,
  leaving: leavingSamples,
  mail: mailSamples,
  archive: archiveSamples,
  person: personSamples,
  groups: groupSamples,
  hosts: hostSamples,
  "roll-out": rollOutSamples,
  pages: pageSamples,
  passkeys: passkeySamples,
  authenticators: authenticatorSamples,
  account: accountSamples,
  approvals: approvalsSamples,
  clients: clientSamples,
  log: logSamples,
  logins: loginSamples,
  recovery: recoverySamples,
  rules: ruleSamples,
  rule_editor: ruleEditorSamples,
};
for (const [group, samples] of Object.entries(consoleSamples))
  for (const [name, sample] of Object.entries(samples(clock))) pages.set(`console/${group}/${name}`, sample);

const list = (
  <main>
    <h1>Every state</h1>
    <ul>
      {[...pages.keys()].map((name) => (
        <li key={name}>
          <a href={`#${name}`}>{name}</a>
        </li>
      ))}
    </ul>
  </main>
);

const element = document.getElementById("page");
if (element === null) throw new Error("index.html has no element for the page");
const root = createRoot(element);
const show = () => {
  const name = location.hash.slice(1);
  root.render(<Fragment key={name}>{pages.get(name) ?? list}</Fragment>);
};
window.addEventListener("hashchange", show);
show();
