import { MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import { FIGURE_OUTCOMES, type Figures } from "@nearside/shared/api/console/overview.ts";
import { KEY_STORAGE_TITLES, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { outcomeTexts } from "../../../texts/console/log.tsx";
import { overviewTexts as texts } from "../../../texts/console/overview.tsx";
import { refusalLabels } from "../../../texts/console/refusal-labels.ts";
import { makeVisible } from "../../../ui/make-visible.ts";
import { reasonText } from "../../mentions/reason-text.ts";
import { dateText, dayText } from "../../ui/moment.tsx";
import { alarmsHref, listHref, loginsHref, type Span } from "../links.ts";

/** The bars of a series have a colour and a pattern, so that neither is needed alone. */
export type Look = "near" | "near-dots" | "open" | "wait" | "alert" | "past" | "past-dots";

interface Series {
  readonly id: string;
  readonly title: string;
  readonly look: Look;
  readonly total: number;
  /** The list of all that the series counts. */
  readonly href?: string;
}

/** One number, and the list of what it counts. */
export interface Cell {
  readonly count: number;
  readonly href?: string;
}

export interface Row {
  readonly id: string;
  readonly title: string;
  /** Takes the title's place where there is little room. */
  readonly short?: string;
  readonly href?: string;
  /** One for each series. */
  readonly cells: readonly Cell[];
}

/** One picture and its table show this. */
export interface PictureData {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  /** The title of the first column, which names the rows. */
  readonly head: string;
  readonly isByDay: boolean;
  readonly series: readonly Series[];
  readonly rows: readonly Row[];
  /** Says what to do where all numbers are 0. */
  readonly empty: string;
}

export const isEmpty = ({ rows }: PictureData): boolean =>
  rows.every(({ cells }) => cells.every(({ count }) => count === 0));

/** Makes the pictures of what has happened. @param midnights the days that the figures are about */
export function picturesOfPeriod(figures: Figures, midnights: readonly number[]): readonly PictureData[] {
  const span = { from: midnights[0] ?? 0, to: (midnights.at(-1) ?? 0) - 1 };
  return [
    loginsPicture(figures, midnights, span),
    foreignPicture(figures, midnights, span),
    refusalsPicture(figures, span),
    programsPicture(figures, span),
  ];
}

/** Makes the pictures of how it is now, as far as the person may read it. */
export const picturesOfNow = ({ people, keys, models }: Figures): readonly PictureData[] => [
  ...(people === null ? [] : [peoplePicture(people)]),
  ...(keys === null ? [] : [keysPicture(keys)]),
  ...(models === null ? [] : [modelsPicture(models)]),
];

const OUTCOME_LOOKS: Readonly<Record<LoginOutcome, Look>> = {
  issued: "near",
  approved: "near-dots",
  waiting: "open",
  denied: "wait",
  refused: "alert",
  expired: "past",
  cancelled: "past-dots",
};

const spanOf = (midnights: readonly number[], day: number): Span => ({
  from: midnights[day] ?? 0,
  to: (midnights[day + 1] ?? 0) - 1,
});

function loginsPicture({ logins }: Figures, midnights: readonly number[], span: Span): PictureData {
  const total = (outcome: LoginOutcome) => logins.reduce((sum, day) => sum + day[outcome], 0);
  // what never happened needs no column
  const outcomes = FIGURE_OUTCOMES.filter((outcome) => outcome === "issued" || total(outcome) > 0);
  return {
    ...{ id: "logins", title: texts.logins.title, head: texts.figures.day, isByDay: true, empty: texts.logins.empty },
    series: outcomes.map((outcome) => ({
      ...{ id: outcome, title: outcomeTexts[outcome], look: OUTCOME_LOOKS[outcome], total: total(outcome) },
      href: loginsHref(span, { outcome }),
    })),
    rows: logins.map((counts, day) =>
      dayRow(
        midnights,
        day,
        loginsHref(spanOf(midnights, day)),
        outcomes.map((outcome) => ({
          count: counts[outcome],
          href: loginsHref(spanOf(midnights, day), { outcome }),
        })),
      ),
    ),
  };
}

function foreignPicture({ foreign }: Figures, midnights: readonly number[], span: Span): PictureData {
  const { title, note, opened, disowned, empty } = texts.foreign;
  const total = (what: "opened" | "disowned") => foreign.reduce((sum, day) => sum + day[what], 0);
  const href = alarmsHref(span);
  return {
    ...{ id: "foreign", title, note, head: texts.figures.day, isByDay: true, empty },
    series: [
      { id: "opened", title: opened, look: "alert", total: total("opened"), href },
      { id: "disowned", title: disowned, look: "wait", total: total("disowned"), href },
    ],
    rows: foreign.map((counts, day) => {
      const ofDay = alarmsHref(spanOf(midnights, day));
      return dayRow(
        midnights,
        day,
        ofDay,
        [counts.opened, counts.disowned].map((count) => ({ count, href: ofDay })),
      );
    }),
  };
}

const dayRow = (midnights: readonly number[], day: number, href: string, cells: readonly Cell[]): Row => {
  const { from } = spanOf(midnights, day);
  return { id: String(from), title: dateText(from), short: dayText(from), href, cells };
};

/** A picture of one number for each row. */
function oneSeries(
  about: Pick<PictureData, "id" | "title" | "head" | "empty"> & { readonly note?: string; readonly unit: string },
  look: Look,
  bars: readonly (Cell & Pick<Row, "id" | "title" | "short">)[],
): PictureData {
  const { unit, ...rest } = about;
  return {
    ...rest,
    isByDay: false,
    series: [{ id: "count", title: unit, look, total: bars.reduce((sum, { count }) => sum + count, 0) }],
    rows: bars.map(({ count, ...row }) => ({ ...row, cells: [{ count }] })),
  };
}

const othersBar = (count: number) => (count === 0 ? [] : [{ id: "others", title: texts.figures.others, count }]);

/** Few words, since a bar has no room for a sentence; the code of a newer server is its own name. */
const labelOf = (reason: string): string =>
  Object.entries(refusalLabels).find(([code]) => code === reason)?.[1] ?? reason;

const refusalsPicture = ({ refusals }: Figures, span: Span): PictureData =>
  oneSeries(
    {
      ...{ id: "refusals", title: texts.refusals.title, head: texts.refusals.reason, empty: texts.refusals.empty },
      unit: texts.figures.unit.logins,
    },
    "alert",
    [
      ...refusals.reasons.map(({ reason, logins }) => ({
        ...{ id: reason, title: reason === "" ? texts.refusals.unknown : reasonText(reason), count: logins },
        short: reason === "" ? texts.refusals.unknown : labelOf(reason),
        href: loginsHref(span, { outcome: "refused", reason }),
      })),
      ...othersBar(refusals.others),
    ],
  );

const programsPicture = ({ programs }: Figures, span: Span): PictureData =>
  oneSeries(
    {
      ...{ id: "programs", title: texts.programs.title, head: texts.programs.program, empty: texts.programs.empty },
      unit: texts.figures.unit.logins,
    },
    "near",
    [
      ...programs.clients.map(({ id, name, logins }) => ({
        ...{ id, title: makeVisible(name), count: logins },
        href: loginsHref(span, { client: id }),
      })),
      ...othersBar(programs.others),
    ],
  );

function peoplePicture({ enrolled, not_enrolled, open_tickets }: NonNullable<Figures["people"]>): PictureData {
  const { title, group, enrolled: enrolledText, notEnrolled, tickets, empty } = texts.people;
  const people = (filter: string) => listHref("/console/people", { state: "active", enrolled: filter });
  return oneSeries({ id: "people", title, head: group, empty, unit: texts.figures.unit.count }, "near", [
    { id: "enrolled", title: enrolledText, count: enrolled, href: people("ever") },
    { id: "not_enrolled", title: notEnrolled, count: not_enrolled, href: people("never") },
    ...(open_tickets === undefined
      ? []
      : [
          {
            ...{ id: "tickets", title: tickets, count: open_tickets ?? MOST_COUNTED },
            href: listHref("/console/enrolment/tickets", { state: "open" }),
          },
        ]),
  ]);
}

function keysPicture(keys: NonNullable<Figures["keys"]>): PictureData {
  const { title, place, note, empty } = texts.keys;
  return oneSeries(
    { id: "keys", title, head: place, note, empty, unit: texts.figures.unit.machines },
    "near",
    keyStorageSchema.options.map((storage) => ({
      ...{ id: storage, title: KEY_STORAGE_TITLES[storage], count: keys[storage] },
      href: listHref("/console/machines", { state: "active", key_storage: storage }),
    })),
  );
}

const modelsPicture = ({ models, others }: NonNullable<Figures["models"]>): PictureData =>
  oneSeries(
    {
      ...{ id: "models", title: texts.models.title, head: texts.models.model, empty: texts.models.empty },
      unit: texts.figures.unit.passkeys,
    },
    "near",
    [
      ...models.map(({ aaguid, name, passkeys }) => ({
        ...{ id: aaguid, title: modelTitle(aaguid, name), count: passkeys },
        href: listHref("/console/authenticators", { q: aaguid }),
      })),
      ...othersBar(others),
    ],
  );

const modelTitle = (aaguid: string, name: string | null): string => {
  if (name !== null) return makeVisible(name);
  return /[^0-]/.test(aaguid) ? aaguid : texts.models.undisclosed;
};
