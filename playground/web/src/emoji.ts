// Slack's emoji names to the characters that the system's own font draws.
import { get, which } from "node-emoji";

// Names Slack uses that node-emoji spells otherwise.
const others: Record<string, string> = {
  thumbsup: "👍",
  thumbsdown: "👎",
  keycap_star: "*️⃣",
  medal: "🏅",
  sports_medal: "🏅",
  pencil: "📝",
  book: "📖",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  large_orange_circle: "🟠",
  large_purple_circle: "🟣",
  thinking_face: "🤔",
  hugging_face: "🤗",
  partying_face: "🥳",
  robot_face: "🤖",
  email: "📧",
  envelope: "✉️",
  gb: "🇬🇧",
  us: "🇺🇸",
  car: "🚗",
  first_place_medal: "🥇",
  second_place_medal: "🥈",
  third_place_medal: "🥉",
  spiral_calendar_pad: "🗓️",
  keycap_ten: "🔟",
  hourglass_flowing_sand: "⏳",
  studio_microphone: "🎙️",
  gear: "⚙️",
  hand: "✋",
  simple_smile: "🙂",
  slightly_smiling_face: "🙂",
  handshake: "🤝",
  double_vertical_bar: "⏸️",
  black_square_for_stop: "⏹️",
  black_right_pointing_triangle_with_double_vertical_bar: "⏯️",
  information_source: "ℹ️",
  warning: "⚠️",
  heart: "❤️",
  newspaper: "📰",
  rolled_up_newspaper: "🗞️",
  label: "🏷️",
  zero: "0️⃣",
};

/** The emoji's characters, or null for a name nobody knows (a custom emoji). */
export function emojiOf(name: string): string | null {
  const plain = name.split("::")[0] ?? name;
  const flag = /^flag-([a-z])([a-z])$/.exec(plain);
  if (flag) {
    const letter = (char: string) => String.fromCodePoint(0x1f1e6 + char.charCodeAt(0) - 97);
    return letter(flag[1]!) + letter(flag[2]!);
  }
  return others[plain] ?? get(plain) ?? null;
}

export const offered = [
  "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten",
  "+1", "tada", "eyes", "heart", "raised_hands", "rocket", "clap", "white_check_mark", "fire", "bulb",
];

/** The figure on a keycap's name, or null: keycaps are drawn by this page, because ten of them are the whole vote. */
export const keycaps: Record<string, string> = {
  zero: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9", keycap_ten: "10",
};

let drawable: boolean | null = null;

/** Whether this machine has a colour emoji font: servers and small systems often have none, and show empty boxes. */
export function canDrawEmoji(): boolean {
  if (drawable !== null) return drawable;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return (drawable = true);
  pen.font = "18px sans-serif";
  pen.fillStyle = "#000";
  pen.fillText("🎉", 0, 20);
  const dots = pen.getImageData(0, 0, 24, 24).data;
  drawable = false;
  for (let at = 0; at < dots.length; at += 4) {
    // A glyph of an ordinary font, or the empty box, has no colour at all.
    if (dots[at + 3]! > 0 && (dots[at] !== dots[at + 1] || dots[at] !== dots[at + 2])) drawable = true;
  }
  return drawable;
}

/** Cuts a text where this page draws something itself: keycaps, and emoji that no font here could show. */
export function emojiParts(text: string): ({ text: string } | { cap: string } | { name: string })[] {
  const pattern = canDrawEmoji() ? /[0-9]\uFE0F?\u20E3|🔟/gu : /[0-9]\uFE0F?\u20E3|\p{Regional_Indicator}{2}|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)(?:\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;
  const parts: ({ text: string } | { cap: string } | { name: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    const found = match[0];
    const name = which(found) ?? which(found.replace(/\uFE0F/g, ""));
    if (found === "🔟") parts.push({ cap: "10" });
    else if (/^[0-9]/.test(found)) parts.push({ cap: found[0]! });
    else if (name) parts.push({ name });
    else parts.push({ text: found });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
