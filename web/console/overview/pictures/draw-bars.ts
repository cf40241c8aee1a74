import { numberText } from "@nearside/shared/text/amounts.ts";
import { BarController, BarElement, CategoryScale, Chart, LinearScale, type Scale, Tooltip } from "chart.js";
import type { Cell, Look, PictureData } from "./picture-data.ts";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** A longer line would leave no room for the bars: in a wide picture, and in a narrow one. */
const MOST_LETTERS = { wide: 24, narrow: 16 } as const;
const MOST_LINES = 2;
const NARROW = 420;
const LINE = /\S.{0,39}(?=\s|$)|\S{40,}/gu;
const MOST_DAY_LABELS = 10;
const THICKEST_BAR = 28;
const PATTERN_SIZE = 8;

/**
 * Draws bars in the colours of the theme, again where the theme changes. Nothing moves.
 *
 * @param onOpen gets the address of the list behind a bar
 * @returns what ends it
 */
export function drawBars(canvas: HTMLCanvasElement, data: PictureData, onOpen: (href: string) => void): () => void {
  let chart = chartOf(canvas, data, onOpen);
  const isDark = window.matchMedia("(prefers-color-scheme: dark)");
  const draw = () => {
    chart.destroy();
    chart = chartOf(canvas, data, onOpen);
  };
  isDark.addEventListener("change", draw);
  return () => {
    isDark.removeEventListener("change", draw);
    chart.destroy();
  };
}

function chartOf(canvas: HTMLCanvasElement, data: PictureData, onOpen: (href: string) => void) {
  const styles = getComputedStyle(canvas);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  const { rows, series, isByDay } = data;
  const cellOf = (of: { readonly index: number; readonly datasetIndex: number } | undefined): Cell | undefined => {
    const row = of === undefined ? undefined : rows[of.index];
    const cell = row?.cells[of?.datasetIndex ?? 0];
    return cell && { ...cell, ...(cell.href === undefined && row?.href !== undefined ? { href: row.href } : {}) };
  };
  const ticks = { color: colour("ink-soft"), font: { family: styles.fontFamily, size: 12 } };
  const counts = {
    beginAtZero: true,
    stacked: true,
    grid: { color: colour("line") },
    border: { display: false },
    ticks: {
      ...ticks,
      precision: 0,
      maxTicksLimit: 6,
      maxRotation: 0,
      callback: (value: number | string) => numberText(Number(value)),
    },
  };
  const names = {
    stacked: true,
    grid: { display: false },
    border: { color: colour("line-strong") },
    ticks: {
      ...ticks,
      ...(isByDay ? { maxTicksLimit: MOST_DAY_LABELS, maxRotation: 0 } : { autoSkip: false, callback: nameOf }),
    },
  };
  return new Chart<"bar", (number | null)[]>(canvas, {
    type: "bar",
    data: {
      labels: rows.map(({ title, short = title }) => short),
      datasets: series.map(({ title, look }, at) => ({
        label: title,
        // a bar has a least length, and what never happened has none
        data: rows.map(({ cells }) => cells[at]?.count || null),
        // beside no other series it needs no pattern
        backgroundColor: series.length === 1 ? colour(`bar-${look}`) : fillOf(look, colour),
        borderColor: colour(`bar-${look}`),
        borderWidth: 1,
        maxBarThickness: THICKEST_BAR,
        minBarLength: isByDay ? 0 : 2,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: isByDay ? "x" : "y",
      interaction: { mode: isByDay ? "nearest" : "index", axis: isByDay ? "xy" : "y", intersect: isByDay },
      scales: isByDay ? { x: names, y: counts } : { x: counts, y: names },
      plugins: {
        tooltip: {
          backgroundColor: colour("solid"),
          titleColor: colour("solid-ink"),
          bodyColor: colour("solid-ink"),
          displayColors: false,
          callbacks: {
            title: ([item]) => linesOf(item === undefined ? "" : (rows[item.dataIndex]?.title ?? "")),
            label: ({ dataset, dataIndex, datasetIndex }) =>
              `${dataset.label ?? ""}: ${numberText(rows[dataIndex]?.cells[datasetIndex]?.count ?? 0)}`,
          },
        },
      },
      onClick: (_event, [element]) => {
        const href = cellOf(element)?.href;
        if (href !== undefined) onOpen(href);
      },
      onHover: (_event, [element]) => {
        canvas.style.cursor = cellOf(element)?.href === undefined ? "default" : "pointer";
      },
    },
  });
}

/** Breaks a sentence into lines, since the library breaks none. */
const linesOf = (text: string): string[] => text.match(LINE) ?? [text];

/** The name beside a bar, in two lines at the most. The library calls it as a method of the axis. */
function nameOf(this: Scale, _value: unknown, at: number): string | string[] {
  return nameLines(this.getLabelForValue(at), this.chart.width < NARROW ? MOST_LETTERS.narrow : MOST_LETTERS.wide);
}

/** Breaks a name between words. What has no room in the last line, or in a line by itself, is cut. */
function nameLines(name: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && (last.length + word.length < most || lines.length === MOST_LINES))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => (line.length > most ? `${line.slice(0, most - 1)}…` : line));
}

/** Fills bars with a colour, and with a pattern on it in which they differ where colours are not told apart. */
function fillOf(look: Look, colour: (name: string) => string): string | CanvasPattern {
  const plain = colour(`bar-${look}`);
  const marks = MARKS[look];
  const tile = document.createElement("canvas");
  tile.width = PATTERN_SIZE;
  tile.height = PATTERN_SIZE;
  const pen = tile.getContext("2d");
  if (marks === undefined || pen === null) return plain;
  pen.fillStyle = plain;
  pen.fillRect(0, 0, PATTERN_SIZE, PATTERN_SIZE);
  pen.strokeStyle = colour("sheet");
  pen.fillStyle = colour("sheet");
  pen.lineWidth = 1.5;
  marks(pen);
  return pen.createPattern(tile, "repeat") ?? plain;
}

const line = (pen: CanvasRenderingContext2D, points: readonly (readonly [number, number, number, number])[]) => {
  pen.beginPath();
  for (const [fromX, fromY, toX, toY] of points) {
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
};

const dots = (pen: CanvasRenderingContext2D) => {
  for (const [x, y] of [
    [1, 1],
    [5, 5],
  ] as const)
    pen.fillRect(x, y, 2, 2);
};

const RISING = [
  [0, 8, 8, 0],
  [-1, 1, 1, -1],
  [7, 9, 9, 7],
] as const;
const FALLING = [
  [0, 0, 8, 8],
  [-1, 7, 1, 9],
  [7, -1, 9, 1],
] as const;

/** The swatches of the legend have the same marks (overview.css). */
const MARKS: Readonly<Partial<Record<Look, (pen: CanvasRenderingContext2D) => void>>> = {
  "near-dots": dots,
  "past-dots": dots,
  open: (pen) => line(pen, [[0, 4, 8, 4]]),
  wait: (pen) => line(pen, RISING),
  alert: (pen) => line(pen, [...RISING, ...FALLING]),
};
