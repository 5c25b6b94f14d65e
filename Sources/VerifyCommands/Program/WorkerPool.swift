import Bytes
import CSandbox
import Glibc
import Synchronization

/// The threads that do the work of tasks.
///
/// The runtime's own pool tries for ever where no thread can be made, and the program hangs. This one makes its threads at
/// once, goes on with as many as it gets, and with the first thread alone if it must.
final class WorkerPool: TaskExecutor {
    private let jobs = JobQueue()

    // Enough for what recurses here: documents have limits of depth.
    private static let stack = 4 << 20

    /// Runs to the end of `body` on up to `width` threads, of which this is one.
    static func run(width: Int, _ body: @escaping () async throws -> Void) throws {
        let pool = WorkerPool()
        for _ in 1..<max(1, width) where !pool.addThread() { break }
        let work = Work(body)
        Task(executorPreference: pool) {
            do { try await work.body() } catch { work.failure.withLock { $0 = error } }
            pool.jobs.close()
        }
        pool.work()
        if let failure = work.failure.withLock({ $0 }) { throw failure }
    }

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    private func work() {
        while let job = jobs.next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// False where the process may have no more threads, or no more address space for one.
    private func addThread() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, WorkerPool.stack)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let error = pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<WorkerPool>.fromOpaque(context).takeRetainedValue().work()
                return nil
            },
            context.toOpaque()
        )
        if error != 0 { context.release() }
        return error == 0
    }

    /// Handed from the first thread to the pool and back; no two look at it at once.
    private final class Work: @unchecked Sendable {
        let body: () async throws -> Void
        let failure = Mutex<(any Error)?>(nil)

        init(_ body: @escaping () async throws -> Void) { self.body = body }
    }
}

/// Jobs in the order in which they came, for whoever is free.
private final class JobQueue: @unchecked Sendable {
    private var waiting: [UnownedJob] = []
    private var first = 0
    private var isClosed = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func append(_ job: UnownedJob) {
        pthread_mutex_lock(mutex)
        waiting.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits for a job; nil once the queue is closed.
    func next() -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while first == waiting.count && !isClosed { pthread_cond_wait(condition, mutex) }
        guard first < waiting.count else { return nil }
        let job = waiting[first]
        first += 1
        if first == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            first = 0
        }
        return job
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}
