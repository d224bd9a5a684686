/* Making the sounds of the desk. Browsers make none before somebody has clicked or pressed a key on the page.

     canSound()           // whether one would be heard
     play("news")         // or "alarm" */

import { TONES } from "../pure/tones.js";

let audio = null;

export function canSound() {
  return navigator.userActivation?.hasBeenActive ?? true;
}

export function play(name) {
  if (!canSound()) return;
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  for (const tone of TONES[name]) sound(tone);
}

function sound({ pitch, at, volume, shape }) {
  const from = audio.currentTime + at;
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(volume, from + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
  const note = new OscillatorNode(audio, { type: shape, frequency: pitch });
  note.connect(gain).connect(audio.destination);
  note.start(from);
  note.stop(from + 0.55);
}
