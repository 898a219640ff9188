package ai.coditect.ops.database.session;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the proof between the pool and the driver. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

  @Bean
  static BeanPostProcessor provenPool() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool && pool.getDataSource() == null) {
          pool.setDataSource(
              new ProvenSessions(
                  new DriverDataSource(
                      pool.getJdbcUrl(),
                      pool.getDriverClassName(),
                      pool.getDataSourceProperties(),
                      pool.getUsername(),
                      pool.getPassword())));
        }
        return bean;
      }
    };
  }
}
