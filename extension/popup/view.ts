import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { decisionCard } from "../ui/decision-card.ts";
import { button, element } from "../ui/element.ts";
import { enrolmentCard } from "../ui/enrolment-card.ts";
import { settingsNote, settingsNotice } from "../ui/organisation.ts";
import { hostOf, masthead, notice } from "../ui/parts.ts";
import type { PopupState } from "./state.ts";

interface PopupHandlers {
  /** Called within the click, since browsers ask for permissions only then. */
  readonly allow: (issuer: string) => void;
  readonly dismiss: (requestHash: string) => void;
  readonly openOptions: () => void;
}

/** @param now this browser's clock, epoch seconds */
export function popupView(
  state: PopupState,
  now: number,
  version: string,
  handlers: PopupHandlers,
): readonly HTMLElement[] {
  const current = state.decisions.filter(({ shown, clock_offset }) => shown.expires_at > now + clock_offset);
  return [
    masthead("h1"),
    ...settingsNotice(state.policy),
    ...enrolmentPageNotice(state.enrolmentPage),
    ...state.foreign.map(({ hash, login }) =>
      notice(
        "alert",
        element("h2", {}, "A login from another computer was opened here"),
        element(
          "p",
          {},
          `It came to ${hostOf(login.issuer)} ${agoInWords(now - login.at)} and was not started on this computer, so it can't be approved here. If somebody sent you the link, they may be trying to use your name: approve nothing, and tell your administrator.`,
        ),
        button("plain", "I have read this", () => handlers.dismiss(hash)),
      ),
    ),
    ...current.map(({ shown, clock_offset }) => decisionCard(shown, now + clock_offset)),
    ...enrolmentCards(state, handlers),
    ...settingsNote(state.policy),
    footnote(version, handlers),
  ];
}

function enrolmentPageNotice(page: PopupState["enrolmentPage"]): readonly HTMLElement[] {
  switch (page) {
    case undefined:
      return [];
    case "bridged":
      return [
        notice(
          "wait",
          element(
            "p",
            {},
            "Go on in the Nearside window that opens. If none opens, reload the page and click the icon again.",
          ),
        ),
      ];
    case "not_bridged":
      return [
        notice("alert", element("p", {}, "Nearside could not reach this page. Reload it and click the icon again.")),
      ];
  }
}

function enrolmentCards({ enrolments }: PopupState, handlers: PopupHandlers): readonly HTMLElement[] {
  if (enrolments.length > 0)
    return enrolments.map((shown) => enrolmentCard(shown, () => handlers.allow(shown.set.issuer)));
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, element("strong", {}, "This browser is not enrolled")),
      element(
        "p",
        { class: "soft" },
        "Run ",
        element("code", {}, "nearside enroll"),
        " in a terminal on this computer, then click this icon on the page that opens.",
      ),
    ),
  ];
}

function footnote(version: string, handlers: PopupHandlers): HTMLElement {
  const link = element("a", { href: "options.html" }, "Enrolments and permissions");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    handlers.openOptions();
  });
  return element("footer", { class: "footnote" }, link, element("span", {}, `Version ${version}`));
}
