import { numberText } from "@nearside/shared/text/amounts.ts";
import { useMemo, useState } from "react";
import { Link } from "wouter";
import { overviewTexts as texts } from "../../../texts/console/overview.tsx";
import { Button } from "../../../ui/button.tsx";
import type { Column } from "../../table/column.ts";
import { PlainTable } from "../../table/plain-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Bars } from "./bars.tsx";
import { isEmpty, type PictureData, type Row } from "./picture-data.ts";

/**
 * Shows bars, or all of their numbers as a table. The table is always there for screen readers; only where it is shown does it have links,
 * because nobody who uses a keyboard should reach what they can't see.
 */
export function Picture({ data }: { data: PictureData }) {
  const [asTable, setAsTable] = useState(false);
  const { title, note, empty, series } = data;
  const { showTable, showPicture, total } = texts.figures;
  if (isEmpty(data))
    return (
      <Panel title={title}>
        <p className="picture-empty">{empty}</p>
      </Panel>
    );
  return (
    <Panel
      title={title}
      actions={
        <Button kind="quiet" small onPress={() => setAsTable(!asTable)}>
          {asTable ? showPicture : showTable}
        </Button>
      }
    >
      {asTable ? null : <Bars data={data} onFailed={() => setAsTable(true)} />}
      {asTable || series.length === 1 ? null : (
        <ul className="picture-legend">
          {series.map((one) => (
            <li key={one.id}>
              <span className={`picture-swatch look-${one.look}`} aria-hidden="true" />
              {one.href === undefined ? total(one) : <Link href={one.href}>{total(one)}</Link>}
            </li>
          ))}
        </ul>
      )}
      {note === undefined ? null : <p className="picture-note">{note}</p>}
      <div className={asTable ? "picture-table" : "unseen"}>
        <Numbers data={data} isLinked={asTable} />
      </div>
    </Panel>
  );
}

function Numbers({ data, isLinked }: { data: PictureData; isLinked: boolean }) {
  const columns = useMemo(() => columnsOf(data, isLinked), [data, isLinked]);
  return <PlainTable what={data.title} rows={data.rows} columns={columns} idOf={({ id }) => id} none={data.empty} />;
}

const columnsOf = ({ head, series }: PictureData, isLinked: boolean): readonly Column<Row>[] => [
  {
    id: "row",
    title: head,
    cell: ({ title, href }) => <Linked text={title} href={isLinked ? href : undefined} />,
  },
  ...series.map(
    (one, at): Column<Row> => ({
      id: one.id,
      title: one.title,
      isNumber: true,
      cell: ({ cells }) => {
        const { count = 0, href } = cells[at] ?? {};
        return <Linked text={numberText(count)} href={isLinked && count > 0 ? href : undefined} />;
      },
    }),
  ),
];

const Linked = ({ text, href }: { text: string; href: string | undefined }) =>
  href === undefined ? text : <Link href={href}>{text}</Link>;
