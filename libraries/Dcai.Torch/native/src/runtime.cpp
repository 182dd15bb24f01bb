#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>
#include <malloc.h>
#include <string>

using namespace dcai;

namespace {

thread_local std::string last_error;

// Activations of one step are freed and asked for again in the next: returning them to the kernel in between costs
// page faults that take longer than the arithmetic of a small network.
__attribute__((constructor)) void keep_freed_memory() {
    constexpr int mebibyte = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 1024 * mebibyte);
    mallopt(M_TRIM_THRESHOLD, 512 * mebibyte);
    mallopt(M_TOP_PAD, 64 * mebibyte);
}

} // namespace

void dcai::remember_current_exception() noexcept {
    try {
        try {
            throw;
        } catch (const c10::Error& error) {
            last_error = error.what_without_backtrace();
        } catch (const std::exception& error) {
            last_error = error.what();
        } catch (...) {
            last_error = "an exception of a foreign type";
        }
    } catch (...) {
        last_error.clear();
    }
}

DCAI_EXPORT const char* dcai_last_error() { return last_error.c_str(); }

DCAI_EXPORT const char* dcai_version() { return TORCH_VERSION; }

DCAI_EXPORT int dcai_set_num_threads(std::int32_t count) {
    return attempt([&] {
        at::set_num_threads(count);
        // OpenBLAS keeps its own pool, one thread a core; left alone, two trainings in one process fight over the cores.
        using Setter = void (*)(int);
        static const auto set_blas = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
        if (set_blas != nullptr) set_blas(count);
    });
}

DCAI_EXPORT int dcai_get_num_threads(std::int32_t* count) {
    return attempt([&] { *count = at::get_num_threads(); });
}

DCAI_EXPORT int dcai_set_num_interop_threads(std::int32_t count) {
    return attempt([&] { at::set_num_interop_threads(count); });
}

DCAI_EXPORT int dcai_get_num_interop_threads(std::int32_t* count) {
    return attempt([&] { *count = static_cast<std::int32_t>(at::get_num_interop_threads()); });
}

DCAI_EXPORT int dcai_cuda_is_available(std::int32_t* available) {
    return attempt([&] { *available = torch::cuda::is_available() ? 1 : 0; });
}

DCAI_EXPORT int dcai_cuda_is_cudnn_available(std::int32_t* available) {
    return attempt([&] { *available = torch::cuda::cudnn_is_available() ? 1 : 0; });
}

DCAI_EXPORT int dcai_cuda_device_count(std::int32_t* count) {
    return attempt([&] { *count = static_cast<std::int32_t>(torch::cuda::device_count()); });
}

DCAI_EXPORT int dcai_cuda_synchronize(std::int64_t index) {
    return attempt([&] { torch::cuda::synchronize(index); });
}

DCAI_EXPORT int dcai_cuda_manual_seed(std::uint64_t seed, std::int32_t all) {
    return attempt([&] { all != 0 ? torch::cuda::manual_seed_all(seed) : torch::cuda::manual_seed(seed); });
}

DCAI_EXPORT int dcai_manual_seed(std::uint64_t seed) {
    return attempt([&] { at::manual_seed(seed); });
}

namespace {

at::Generator default_generator(std::int32_t device_type, std::int32_t device_index) {
    return at::globalContext().defaultGenerator(device(device_type, device_index));
}

} // namespace

DCAI_EXPORT int dcai_generator_default(std::int32_t device_type, std::int32_t device_index, at::Generator** result) {
    return attempt([&] { *result = new at::Generator(default_generator(device_type, device_index)); });
}

DCAI_EXPORT int dcai_generator_new(std::uint64_t seed, std::int32_t device_type, std::int32_t device_index,
                                   at::Generator** result) {
    return attempt([&] {
        auto generator = device_type == 0 ? at::detail::createCPUGenerator(seed)
                                          : default_generator(device_type, device_index).clone();
        generator.set_current_seed(seed);
        *result = new at::Generator(std::move(generator));
    });
}

DCAI_EXPORT void dcai_generator_free(at::Generator* generator) { delete generator; }

DCAI_EXPORT int dcai_generator_seed(at::Generator* generator, std::uint64_t seed) {
    return attempt([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(seed);
    });
}

DCAI_EXPORT int dcai_generator_initial_seed(at::Generator* generator, std::int64_t* seed) {
    return attempt([&] { *seed = static_cast<std::int64_t>(generator->current_seed()); });
}

DCAI_EXPORT int dcai_generator_get_state(at::Generator* generator, Handle* result) {
    return give(result, [&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        return generator->get_state();
    });
}

DCAI_EXPORT int dcai_generator_set_state(at::Generator* generator, Handle state) {
    return attempt([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(*state);
    });
}
