import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/pages.ts";
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
        element("h2", {}, texts.foreign.title),
        element("p", {}, texts.foreign.says({ host: hostOf(login.issuer), ago: agoInWords(now - login.at) })),
        button("plain", texts.foreign.read, () => handlers.dismiss(hash)),
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
      return [notice("wait", element("p", {}, texts.enrolmentPage.bridged))];
    case "not_bridged":
      return [notice("alert", element("p", {}, texts.enrolmentPage.notBridged))];
  }
}

function enrolmentCards({ enrolments, enrolmentPage }: PopupState, handlers: PopupHandlers): readonly HTMLElement[] {
  if (enrolments.length > 0)
    return enrolments.map((shown) => enrolmentCard(shown, () => handlers.allow(shown.set.issuer)));
  // The page under the icon is already the one that this card leads to.
  if (enrolmentPage !== undefined) return [];
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, element("strong", {}, texts.notEnrolled.title)),
      element(
        "p",
        { class: "soft" },
        ...texts.notEnrolled.says<Node>({ command: element("code", {}, "nearside enroll") }),
      ),
    ),
  ];
}

function footnote(version: string, handlers: PopupHandlers): HTMLElement {
  const link = element("a", { href: "options.html" }, texts.openOptions);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    handlers.openOptions();
  });
  return element("footer", { class: "footnote" }, link, element("span", {}, texts.version({ version })));
}
