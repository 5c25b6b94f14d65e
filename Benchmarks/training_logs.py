"""Ordinary training logs in several styles, and a list of words that stand in none of them; both the same for the same seed.

python3 training_logs.py logs BYTES > corpus.log
python3 training_logs.py words COUNT > words.txt
"""
import random
import sys

SYLLABLES = "ba be bi bo bu ca ce co da de di do fa fe fi ga go ha he hi jo ka ke la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vi za zo".split()


def hexes(rng, count):
    return "%0*x" % (count, rng.getrandbits(4 * count))


def uuid(rng):
    h = hexes(rng, 32)
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))


def styles(rng, step):
    """One line or more of each style."""
    time = "2026-06-%02d %02d:%02d:%02d" % (step // 86400 % 28 + 1, step // 3600 % 24, step // 60 % 60, step % 60)
    loss, rate, node = rng.random() * 4, rng.random() * 1e-3, rng.randrange(128)
    done = rng.randrange(1000)
    yield "%s,%03d INFO trainer.py:%d step %d loss %.4f lr %.2e grad_norm %.3f tokens/s %.1f" % (
        time, rng.randrange(1000), rng.randrange(900), step, loss, rate, rng.random(), rng.random() * 9e4)
    yield '{"ts":"%sT%s.%03dZ","level":"info","msg":"step done","step":%d,"loss":%.6f,"host":"node-%d","batch":"%s","note":"line\\nbreak \\"quoted\\""}' % (
        time[:10], time[11:], rng.randrange(1000), step, loss, node, hexes(rng, 64))
    yield "Epoch %d: %3d%%|%-10s| %d/1000 [%02d:%02d<%02d:%02d, %.2fit/s, loss=%.3f, v_num=%d]" % (
        step // 1000, done // 10, "█" * (done // 100), done, rng.randrange(60), rng.randrange(60), rng.randrange(60), rng.randrange(60), rng.random() * 9, loss, rng.randrange(99))
    yield "INFO:tensorflow:global_step/sec: %.4f  loss = %.7f, step = %d (%.3f sec)" % (rng.random() * 20, loss, step, rng.random() * 9)
    yield "|   %d  NVIDIA H100 80GB HBM3          On  | 00000000:%s:00.0 Off |                    0 |" % (rng.randrange(8), hexes(rng, 2).upper())
    yield "| N/A   %dC    P0             %dW / 700W |  %dMiB / 81559MiB |    %3d%%      Default |" % (rng.randrange(30, 80), rng.randrange(700), rng.randrange(81559), rng.randrange(101))
    yield "node-%d:%d:%d [%d] NCCL INFO Channel %02d/0 : %d[%d] -> %d[%d] via P2P/CUMEM" % (
        node, rng.randrange(9999), rng.randrange(9999), rng.randrange(8), rng.randrange(24), rng.randrange(8), rng.randrange(8), rng.randrange(8), rng.randrange(8))
    yield "NCCL INFO NET/Socket : Using [0]eth0:10.%d.%d.%d<0> MASTER_ADDR=192.168.%d.%d MASTER_PORT=29500" % tuple(rng.randrange(1, 255) for _ in range(5))
    yield "torch 2.%d.0+cu12%d (git %s), cudnn version 8.9.%d.%d, NCCL version 2.18.%d+cuda12.2, driver 535.104.05" % (
        rng.randrange(9), rng.randrange(9), hexes(rng, 40), rng.randrange(9), rng.randrange(30), rng.randrange(9))
    yield "%s [WARNING] dataloader worker %d (pid %d) request %s retried after %.2fs" % (time, rng.randrange(64), rng.randrange(65536), uuid(rng), rng.random() * 9)
    yield "saved /data/run/ckpt-%08d-of-%08d.safetensors sha256:%s size=%d" % (step, step + 1000, hexes(rng, 64), rng.getrandbits(36))
    yield "  File \"/opt/conda/lib/python3.11/site-packages/torch/nn/modules/TransformerEncoderLayer.py\", line %d, in _call_impl" % rng.randrange(3000)
    yield "tensor([[%s]], device='cuda:%d', grad_fn=<AddmmBackward0>)" % (", ".join("%.4f" % rng.uniform(-3, 3) for _ in range(8)), rng.randrange(8))
    yield "step:%d/loss %.6f step:%d/accuracy %.4f wall_time %.6f tag: \"train/loss\" simple_value: %.8f" % (step, loss, step, rng.random(), 1.78e9 + step, loss)
    yield "q@k.transpose(-2, -1) shape (%d, %d, %d) dtype torch.bfloat16 std::vector<at::Tensor> c10::Half 0x%s" % (rng.randrange(64), rng.randrange(64), rng.randrange(4096), hexes(rng, 12))


def logs(size, out):
    rng = random.Random(7)
    step = written = 0
    while written < size:
        lines = []
        for _ in range(2000):
            lines += styles(rng, step)
            step += 1
        data = ("\n".join(lines) + "\n").encode()[:size - written]
        out.write(data)
        written += len(data)


def words(count, out):
    rng = random.Random(11)
    found = set()
    while len(found) < count:
        word = "".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(3, 6))) + rng.choice(["", "n", "r", "st", "ck"])
        found.add(word if rng.random() < 0.8 else word + " " + "".join(rng.choice(SYLLABLES) for _ in range(3)))
    out.write(("\n".join(sorted(found)) + "\n").encode())


if __name__ == "__main__":
    {"logs": logs, "words": words}[sys.argv[1]](int(sys.argv[2]), sys.stdout.buffer)
