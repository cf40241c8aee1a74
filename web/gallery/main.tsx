import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { ApprovePage } from "../approve/approve-page.tsx";
import type { Clock } from "../clock.ts";
import { EnrollPage } from "../enroll/enroll-page.tsx";
import { FrontPage } from "../front/front-page.tsx";
import { NowherePage } from "../front/nowhere-page.tsx";
import "../styles/all.css";
import { approvalSamples, enrolmentSamples } from "./samples.ts";

// `npx vite web`, then /gallery/#approve/asking: the real page with a machine that stands still.

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
for (const [name, state] of Object.entries(approvalSamples(clock.now()))) {
  pages.set(`approve/${name}`, <ApprovePage approval={still(state)} clock={clock} issuer={issuer} />);
}
for (const [name, state] of Object.entries(enrolmentSamples())) {
  pages.set(`enroll/${name}`, <EnrollPage enrolment={still(state)} issuer={issuer} />);
}

const name = location.hash.slice(1);
const list = (
  <main>
    <ul>
      {[...pages.keys()].map((page) => (
        <li key={page}>
          <a href={`#${page}`}>{page}</a>
        </li>
      ))}
    </ul>
  </main>
);
window.addEventListener("hashchange", () => location.reload());
const root = document.getElementById("page");
if (root !== null) createRoot(root).render(pages.get(name) ?? list);
