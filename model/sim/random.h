#pragma once
#include "model/sim/maths.h"
#include "model/sim/square_root.h"

#include <bit>
#include <cstdint>

namespace faultline::sim {

extern const double zigguratX[257];
extern const double zigguratY[257];

/// What a component draws random numbers for; each purpose is a stream of its own, so that one does not shift another.
enum class Purpose : std::uint32_t { Arrivals = 1, Classes, Clients, Keys, Service, Balance, Errors, Network, Retries, Misc };

/// A stream of random numbers (xoshiro256++ of Blackman and Vigna) with our own distributions; a value, 32 bytes.
class Random {
public:
    Random() : Random(0, 0, Purpose::Misc) {}
    /// The stream of one purpose of one component under a seed.
    Random(std::uint64_t seed, std::uint32_t component, Purpose purpose) {
        std::uint64_t x = seed ^ (static_cast<std::uint64_t>(component) << 32) ^
                          (static_cast<std::uint64_t>(purpose) * 0xD1342543DE82EF95ull);
        for (std::uint64_t& word : m_state) word = splitMix(x);
    }

    std::uint64_t next() {
        const std::uint64_t result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
        const std::uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }
    /// In [0, 1), 53 bits.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// 0 .. bound-1, without bias worth noticing (multiply and shift); bound > 0.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>((static_cast<std::uint64_t>(static_cast<std::uint32_t>(next() >> 32)) * bound) >> 32);
    }
    bool chance(double probability) { return uniform() < probability; }
    /// Exponential with mean 1.
    double exponential1() {
        double shift = 0;
        for (;;) {
            const std::uint64_t bits = next();
            const auto layer = static_cast<unsigned>(bits & 255);
            const double u = static_cast<double>(bits >> 11) * 0x1.0p-53;
            const double x = u * zigguratX[layer];
            if (x < zigguratX[layer + 1]) return shift + x;
            if (layer == 0) {
                shift += zigguratX[1];   // the tail is the same distribution again
                continue;
            }
            const double v = uniform();
            if (zigguratY[layer] + v * (zigguratY[layer + 1] - zigguratY[layer]) < exponential(-x)) return shift + x;
        }
    }
    /// Exponential duration with this mean in nanoseconds; at least 1 when the mean is positive.
    std::int64_t exponentialTime(std::int64_t mean) {
        const auto t = static_cast<std::int64_t>(exponential1() * static_cast<double>(mean) + 0.5);
        return t < 1 && mean > 0 ? 1 : t;
    }
    /// Standard normal (Marsaglia's polar method; the second number is dropped, so that the state is the stream alone).
    double normal() {
        for (;;) {
            const double a = 2 * uniform() - 1;
            const double b = 2 * uniform() - 1;
            const double s = a * a + b * b;
            if (s < 1 && s > 0) return a * squareRoot(-2 * naturalLog(s) / s);
        }
    }

    const std::uint64_t* state() const { return m_state; }

private:
    static std::uint64_t splitMix(std::uint64_t& x) {
        x += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = x;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    std::uint64_t m_state[4];
};

}  // namespace faultline::sim
