// Slack's emoji names to the characters that the system's own font draws.
import { get } from "node-emoji";

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
