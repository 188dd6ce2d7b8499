/** How a photograph comes into the page: chosen, dropped, or picked of the server's folder. */
import { LitElement, html, nothing } from "lit";
import { addPhoto, photoFile, photos } from "./api.js";

const READ = ["image/png", "image/jpeg"];
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Sends a picture to the server. A format that the server does not read, such as WebP, becomes a PNG first.
 *
 * @param {File} file
 * @returns {Promise<string>} the photograph's hash
 */
export async function sent(file) {
  const blob = READ.includes(file.type) ? file : await asPng(file);
  if (blob.size > MOST_BYTES) {
    throw new Error(`${file.name} is larger than 20 MiB.`);
  }
  return (await addPhoto(blob)).hash;
}

async function asPng(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} is no picture that this browser can read.`);
  }
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** A button to choose a file, and the photographs of the folder. Sends {@code photo} with a hash. */
class PhosPhotographs extends LitElement {
  static properties = { folder: { state: true }, problem: { state: true }, busy: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    photos().then(
      ({ photos: all }) => (this.folder = all),
      () => undefined,
    );
  }

  async choose(event) {
    const [file] = event.target.files;
    if (!file) {
      return;
    }
    this.busy = true;
    this.problem = undefined;
    try {
      this.pick(await sent(file));
    } catch (problem) {
      this.problem = problem;
    }
    this.busy = false;
  }

  pick(hash) {
    this.dispatchEvent(new CustomEvent("photo", { detail: hash }));
  }

  render() {
    return html`<div class="photographs">
      <label class="file">Choose a photograph
        <input type="file" name="photo" accept="image/*" ?disabled=${this.busy} @change=${this.choose} /></label>
      <p class="note">Or drop one anywhere on this page. It stays on this machine.</p>
      <p class="mistake" role="alert">${this.problem?.message ?? ""}</p>
      ${this.folder?.length > 0
        ? html`<ul class="thumbs">
            ${this.folder.map(
              ({ hash, name }) => html`<li><button type="button" class="thumb" aria-label=${name ?? "Photograph"} @click=${() => this.pick(hash)}>
                <span class="tile"><img class="whole" src=${photoFile(hash)} alt="" loading="lazy" decoding="async" /></span>
                ${name ? html`<span class="caption"><span class="of">${name}</span></span>` : nothing}
              </button></li>`,
            )}
          </ul>`
        : nothing}
    </div>`;
  }
}

customElements.define("phos-photographs", PhosPhotographs);
