// The two sounds of the desk, told apart by ear: news rises, softly; an alarm falls, louder, and says it twice.
// Pitch in Hz, `at` in seconds from the beginning, volume of 1.

const rising = [523.25, 783.99];
const falling = [880, 659.25, 523.25];

export const TONES = {
  news: rising.map((pitch, index) => ({ pitch, at: index * 0.14, volume: 0.08, shape: "sine" })),
  alarm: [0, 0.8].flatMap((from) => falling.map((pitch, index) => ({ pitch, at: from + index * 0.2, volume: 0.2, shape: "triangle" }))),
};
